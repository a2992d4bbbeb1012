import { describe, expect, test } from "vitest";
import { regionInText } from "../../../domain/jurisdiction/region-in-text.ts";

const UUID = "11111111-2222-4333-8444-555555555555";

describe("a place that a cloud's name of a resource carries", () => {
  test.each([
    ["arn:aws:kms:us-east-1:111122223333:key/x", "us-east-1"],
    ["arn:aws-cn:ec2:cn-north-1:1:instance/i", "cn-north-1"],
    ["arn:aws-us-gov:kms:us-gov-west-1:1:key/x", "us-gov-west-1"],
    ["arn:aws-eusc:kms:eusc-de-east-1:1:key/x", "eusc-de-east-1"],
    ["projects/p/locations/us-central1/keyRings/r", "us-central1"],
    ["projects/p/locations/global/keyRings/r", "global"],
    ["https://www.googleapis.com/compute/v1/projects/p/zones/us-east1-b/disks/d", "us-east1-b"],
    ["projects/p/regions/europe-west6/subnetworks/s", "europe-west6"],
    ["ocid1.instance.oc1.iad.abc", "iad"],
    ["ocid1.bucket.oc19.eu-frankfurt-2.abc", "eu-frankfurt-2"],
    ["/subscriptions/s/providers/Microsoft.Compute/locations/eastus/publishers/p", "eastus"],
    [`fr-par/${UUID}`, "fr-par"],
    [`nl-ams-1/${UUID}`, "nl-ams-1"],
    ["crn:v1:bluemix:public:is:us-south:a/1::vpc:r", "us-south"],
    ["acs:ecs:cn-hangzhou:1:instance/i", "cn-hangzhou"],
  ])("%s carries %s", (text, place) => {
    expect(regionInText(text)).toBe(place);
  });

  test.each([
    "arn:aws:s3:::bucket",
    "arn:aws:iam::111122223333:role/r",
    "arn:aws:ec2:*:*:instance/*",
    "ocid1.tenancy.oc1..abc",
    "projects/p/global/networks/default",
    "/offices/locations/paris",
    "locations/us-central1/x",
    "fr-par/readme",
    "see arn:aws:kms:us-east-1:1:key/x",
    "us-east-1",
    "",
  ])("%j carries none", (text) => {
    expect(regionInText(text)).toBeUndefined();
  });

  test("a short self link counts where the provider is Google", () => {
    expect(regionInText("zones/us-east1-b/instances/i", "gcp")).toBe("us-east1-b");
    expect(regionInText("zones/us-east1-b/instances/i", "aws")).toBeUndefined();
  });
});
