/** What Pulumi writes, in the forms of 3.259, cut down to what matters. */
export const urn = (type: string, name: string) => `urn:pulumi:dev::project::${type}::${name}`;

const PROVIDER = urn("pulumi:providers:aws", "eu");
const SECRET = "4dabf18193072939515e22adb298388d";
const secret = { [SECRET]: "1b47061264138c4ac30d75fd1eb44270" };
/** A secret as `pulumi stack export` writes it. */
export const encryptedSecret = () => ({ ...secret, ciphertext: "v1:geheim" });
/** The same with --show-secrets. */
export const plainSecret = (value: unknown) => ({ ...secret, plaintext: JSON.stringify(value) });
const encrypted = encryptedSecret();

/** `pulumi stack export` of some resources. */
export const stateOf = (...resources: readonly object[]) => ({
  version: 3,
  deployment: {
    manifest: {},
    secrets_providers: { type: "passphrase", state: { salt: "v1:abc" } },
    resources,
  },
});

export const BUCKET = urn("aws:s3/bucket:Bucket", "logs");

/** `pulumi stack export`, of a bucket that was moved by hand. */
export const state = (region: string, deployed = region) => ({
  version: 3,
  deployment: {
    manifest: {},
    resources: [
      { urn: urn("pulumi:pulumi:Stack", "project-dev"), custom: false, type: "pulumi:pulumi:Stack" },
      {
        urn: PROVIDER,
        custom: true,
        id: "1234",
        type: "pulumi:providers:aws",
        inputs: { region: "eu-central-1", secretKey: encrypted },
        outputs: { region: "eu-central-1" },
      },
      {
        urn: BUCKET,
        custom: true,
        id: "logs",
        type: "aws:s3/bucket:Bucket",
        inputs: { region, bucket: "logs" },
        outputs: { region: deployed, bucket: "logs" },
        parent: urn("pulumi:pulumi:Stack", "project-dev"),
        provider: `${PROVIDER}::1234`,
        propertyDependencies: { bucket: null },
        sourcePosition: "project:///stacks/index.ts#12,3",
      },
    ],
  },
});

/** `pulumi preview --json`. */
export const preview = (region: string) => ({
  steps: [
    ...state(region).deployment.resources.map((newState) => ({ op: "create", urn: newState.urn, newState })),
    { op: "delete", urn: urn("aws:s3/bucket:Bucket", "old"), oldState: {} },
  ],
});

/** `pulumi preview --save-plan FILE`. */
export const plan = (region: string) => ({
  manifest: {},
  resourcePlans: {
    [PROVIDER]: {
      goal: {
        type: "pulumi:providers:aws",
        name: "eu",
        custom: true,
        inputDiff: { adds: { region: "eu-central-1" } },
      },
      steps: ["create"],
      state: { region: "eu-central-1" },
    },
    [BUCKET]: {
      goal: {
        type: "aws:s3/bucket:Bucket",
        name: "logs",
        custom: true,
        provider: `${PROVIDER}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`,
        inputDiff: { adds: { region } },
        propertyDependencies: { region: [] },
      },
      steps: ["create"],
      state: { region },
    },
    [urn("aws:s3/bucket:Bucket", "old")]: {
      goal: { type: "aws:s3/bucket:Bucket", name: "old" },
      steps: ["delete"],
      state: { region: "us-east-1" },
    },
  },
});
