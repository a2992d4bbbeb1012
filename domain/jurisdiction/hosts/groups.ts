import { CLOUDS_EUROPE } from "./clouds-europe.ts";
import { CLOUDS } from "./clouds.ts";
import { IDENTIFIERS } from "./identifiers.ts";
import { MODEL_APIS } from "./model-apis.ts";
import { OBSERVABILITY } from "./observability.ts";
import { PLATFORMS } from "./platforms.ts";
import { SOFTWARE } from "./software.ts";
import type { HostGroup } from "./types.ts";

/** Every host that is known, by operator and source. */
export const HOST_GROUPS: readonly HostGroup[] = [
  ...MODEL_APIS,
  ...CLOUDS,
  ...CLOUDS_EUROPE,
  ...PLATFORMS,
  ...OBSERVABILITY,
  ...SOFTWARE,
  ...IDENTIFIERS,
];
