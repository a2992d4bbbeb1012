/**
 * Container images by digest. A tag can be moved to other contents; a digest cannot. Every digest is that of the
 * multi-architecture index; compare it with the registry (`crane digest IMAGE`) when you change it.
 */
export interface PinnedImage {
  readonly reference: string;
  readonly version: string;
  /** Day on which tag and digest were last seen together in public, ISO 8601. */
  readonly asOf: string;
}

export const VLLM: PinnedImage = {
  reference:
    "docker.io/vllm/vllm-openai:v0.31.0@sha256:c1c9f6fd5c109ba7f0546a59f5b2f15fb87f64c77782e90a27b648b42a8e67c3",
  version: "0.31.0",
  asOf: "2026-11-24",
};

export const PROMETHEUS: PinnedImage = {
  reference:
    "docker.io/prom/prometheus:v3.15.0@sha256:efd719c99d83b060d9daefdcf00360461adf279f45ef5391f8d111892118753e",
  version: "3.15.0",
  asOf: "2026-11-24",
};

export const GRAFANA: PinnedImage = {
  reference:
    "docker.io/grafana/grafana:13.2.3@sha256:b28bae15e219c998fb0e0424ed724930cc61b1f61fb404d47c862f9a23f9e572",
  version: "13.2.3",
  asOf: "2026-11-24",
};

export const DCGM_EXPORTER: PinnedImage = {
  reference:
    "nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-distroless@sha256:60d3b00ac80b4ae77f94dae2f943685605585ad9e92fdccda3154d009ae317cc",
  version: "4.5.3",
  asOf: "2026-11-24",
};

/** Node.js without a shell or package manager, user 65532: runs the gateway's bundle and the scaling script. */
export const NODEJS: PinnedImage = {
  reference:
    "gcr.io/distroless/nodejs24-debian13:nonroot@sha256:9eeb7f5887d0e239e78264b06f7f11d2e14be534050481803a9e4728fcdd278e",
  version: "24",
  asOf: "2026-11-24",
};
