import type { Kind } from "./kinds.ts";
import type { Property } from "./schema.ts";

/** Input type or resource (its last name), property, kind. */
type Known = readonly [owner: RegExp, property: RegExp, kind: Kind];

/** Kubernetes names no regions: places are in labels, addresses and free text. Taken from its API reference. */
const KUBERNETES: readonly Known[] = [
  [/^Provider$/, /^kubeconfig$/, "kubeconfig"],
  [/^Provider$/, /^(?:context|cluster)$/, "context"],
  [/./, /^nodeSelector$/, "labels"],
  [/^(?:NodeSelectorRequirement|TopologySelectorLabelRequirement)(?:Patch)?$/, /^values$/, "label-values"],
  [/^Endpoint(?:Patch)?$/, /^(?:deprecatedTopology|topology)$/, "labels"],
  [/^EnvVar(?:Patch)?$/, /^value$/, "text"],
  [/^(?:Container|EphemeralContainer|ExecAction)(?:Patch)?$/, /^(?:args|command)$/, "text"],
  [/^ConfigMap(?:Patch)?$/, /^data$/, "text"],
  [/^ConfigMap(?:Patch)?$/, /^binaryData$/, "base64"],
  [/^Secret(?:Patch)?$/, /^stringData$/, "text"],
  [/^Secret(?:Patch)?$/, /^data$/, "base64"],
  [/^ServiceSpec(?:Patch)?$/, /^externalName$/, "host"],
  [/^ServiceSpec(?:Patch)?$/, /^externalIPs$/, "ip"],
  [/^EndpointAddress(?:Patch)?$/, /^ip$/, "ip"],
  [/^Endpoint(?:Patch)?$/, /^addresses$/, "ip"],
  [/^IPBlock(?:Patch)?$/, /^cidr$/, "cidr"],
  [/^ObjectMeta(?:Patch)?$/, /^annotations$/, "annotations"],
  [/^ObjectMeta(?:Patch)?$/, /^labels$/, "labels"],
  [/^HostAlias(?:Patch)?$/, /^ip$/, "ip"],
  [/^PodDNSConfig(?:Patch)?$/, /^nameservers$/, "ip"],
  [/^ISCSI/, /^(?:targetPortal|portals)$/, "ip"],
  [/^(?:CephFS|RBD)/, /^monitors$/, "ip"],
  [/^(?:Quobyte)/, /^registry$/, "host"],
  [/^(?:ScaleIO)/, /^gateway$/, "url"],
  [/^GitRepo/, /^repository$/, "url"],
  [/^CSI/, /^(?:volumeAttributes)$/, "text"],
  [/^Flex/, /^options$/, "text"],
  [/^AWSElasticBlockStore/, /^volumeID$/, "zone"],
  [/^(?:StorageClass|VolumeAttributesClass)(?:Patch)?$/, /^parameters$/, "text"],
  [/^NodeSpec(?:Patch)?$/, /^providerID$/, "zone"],
  [/^Release$/, /^(?:chart)$/, "url"],
  [/^Chart$/, /^(?:chart)$/, "url"],
  [/^(?:Release|Chart)$/, /^values$/, "text"],
  [/^ConfigFile$/, /^file$/, "url"],
  [/^ConfigGroup$/, /^files$/, "url"],
  [/^ConfigGroup$/, /^(?:yaml|objs)$/, "text"],
  [/^Directory$/, /^directory$/, "url"],
];

/** Docker: daemons, registries, what runs in containers, and what builds fetch and push. */
const DOCKER: readonly Known[] = [
  [/^Provider$/, /^host$/, "url"],
  [/^Provider$/, /^context$/, "context"],
  [/^Container$|ContainerSpec$/, /^(?:envs|command|entrypoints|commands|args)$/, "text"],
  [/ContainerSpec$/, /^env$/, "text"],
  [/^Container$/, /^(?:logOpts)$/, "text"],
  [/LogDriver$/, /^options$/, "text"],
  [/^Container$/, /^logDriver$/, "log-driver"],
  [/LogDriver$/, /^name$/, "log-driver"],
  [/^Container$/, /^dns$/, "ip"],
  [/DnsConfig$/, /^nameservers$/, "ip"],
  [/Host$/, /^ip$/, "ip"],
  [/./, /^(?:extraHosts|addHosts)$/, "text"],
  [/^ContainerUpload$/, /^content$/, "text"],
  [/^ContainerUpload$/, /^contentBase64$/, "base64"],
  [/^(?:Secret|ServiceConfig)$/, /^data$/, "base64"],
  [/^(?:Volume)$|DriverConfig$|VolumeOptions$/, /^(?:driverOpts|options|driverOptions)$/, "text"],
  [/^(?:RemoteImage|RegistryImage)$/, /^name$/, "image"],
  [/^Plugin$/, /^(?:name|alias)$/, "image"],
  [/^Plugin$/, /^envs$/, "text"],
  [/Build$|^Image$/, /^(?:buildArgs|buildArg)$/, "text"],
  [/Build$/, /^(?:context|remoteContext)$/, "url"],
  [/Build$/, /^(?:cacheFroms|cacheFrom|tags|tag)$/, "image"],
  [/^Image$/, /^tags$/, "image"],
  [/Registry(?:Args)?$/, /^ref$/, "image"],
  [/^CacheFrom(?:Args)?$|^CacheTo(?:Args)?$|^ExportArgs$/, /^raw$/, "build-cache"],
  [/^Export(?:Registry|Image|Docker)Args$/, /^names$/, "image"],
  [/^BuildContextArgs$|^ContextArgs$|^DockerfileArgs$/, /^location$/, "url"],
  [/^DockerfileArgs$/, /^inline$/, "text"],
  [/^Index$/, /^(?:tag|sources)$/, "image"],
  [/^Network$/, /^options$/, "text"],
  [/^BuildxBuilder/, /^(?:endpoint|remote|uri)$/, "url"],
  [/^BuildxBuilderKubernetes/, /^nodeSelector$/, "labels"],
];

/** OVH's orders name the data centre in a list of labels and values. */
const OVH: readonly Known[] = [[/Plan(?:Option)?Configuration$/, /^value$/, "datacenter"]];

const TABLES: Readonly<Record<string, readonly Known[]>> = {
  "@pulumi/kubernetes": KUBERNETES,
  "@pulumi/docker": DOCKER,
  "@pulumi/docker-build": DOCKER,
  "@ovhcloud/pulumi-ovh": OVH,
};

/** What a property is in a package whose own words for places are not the clouds'. */
export function detectKnown(packageName: string, { name, leaf }: Property, owner: string): Kind | undefined {
  if (leaf.shape === "boolean") return undefined;
  const last = owner.split(".").at(-1) ?? "";
  return TABLES[packageName]?.find(([holder, property]) => holder.test(last) && property.test(name))?.[2];
}
