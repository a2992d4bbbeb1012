import { type Exclusion, named, nowhere, unseen } from "./exclusion.ts";

const providers = ["kubernetes"];

export const KUBERNETES: readonly Exclusion[] = [
  nowhere("written by the cluster, not by the program", {
    providers,
    path: /(?:^|\.)(?:selfLink$|status\.|managedFields)/,
  }),
  nowhere("annotations mean nothing to the cluster but on what opens it to the outside (Ingress, Service)", {
    providers,
    kinds: ["annotations"],
    except: /:(?:Ingress|Service)(?:Patch|List)? /,
  }),
  nowhere("labels of an object place nothing but a volume or a node", {
    providers,
    kinds: ["labels"],
    path: /labels\{\}$/,
    except: /:(?:PersistentVolume|Node)(?:Patch|List)? .*(?<![tT]emplate\.)metadata\.labels/,
  }),
  nowhere("fixed requests by which the kubelet checks health or tells of start and stop carry no data", {
    providers,
    kinds: ["host"],
    path: /(?:[pP]robe|postStart|preStop)\.(?:httpGet|tcpSocket)\.host$/,
  }),
  nowhere("names under which it answers within the cluster, or that a rule matches", {
    providers,
    kinds: ["host", "url"],
    path: named("hostname|hostnames|hosts|host|protectionDomain|endpoints|name"),
    except: /externalName/,
  }),
  nowhere("time zone of a schedule, name of a file, kind of a class", {
    providers,
    path: named(
      "timeZone|keyring|globalDefault|preventPodSchedulingIfMissing|osImage|address|hardwareAddress",
    ),
  }),
  nowhere("sources that may come in; only egress sends data out", {
    providers,
    kinds: ["cidr"],
    path: /ingress\[\]\.from\[\]/,
  }),
  nowhere("documentation of a custom resource's fields", { providers, path: /externalDocs\.url$/ }),
  nowhere("addresses at which the cluster's own nodes accept traffic", {
    providers,
    path: named("externalIPs"),
  }),
  nowhere("hints by which the cluster prefers near endpoints", { providers, path: /hints\.forZones/ }),
  unseen("an Azure disk's URI names a subscription and a group, but no region", {
    providers,
    path: named("diskURI"),
  }),
];
