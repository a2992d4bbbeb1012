import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

export interface GatewayImageArgs {
  /** Folder of the gateway's package, with its Dockerfile and built bundle. */
  context: string;
  /** Host of the registry. */
  server: string;
  repository: string;
  username: string;
  /** Registry password (secret). */
  password: pulumi.Input<string>;
}

/** The gateway's image, built from its bundle and pushed. Pods use the digest that the registry answered with. */
export class GatewayImage extends pulumi.ComponentResource {
  /** repository@sha256:… */
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: GatewayImageArgs, options?: pulumi.ComponentResourceOptions) {
    super(
      "eu-llm-stack:index:GatewayImage",
      name,
      { server: args.server, repository: args.repository },
      options,
    );
    const image = new docker.Image(
      name,
      {
        imageName: `${args.server}/${args.repository}`,
        build: { context: args.context, platform: "linux/amd64" },
        registry: { server: args.server, username: args.username, password: args.password },
      },
      { parent: this },
    );
    this.reference = image.repoDigest;
    this.registerOutputs({ reference: this.reference });
  }
}
