import { PUBLIC_AWS } from "./public-aws.ts";
import { PUBLIC_AZURE } from "./public-azure.ts";
import { PUBLIC_CLOUDS } from "./public-clouds.ts";
import { PUBLIC_EUROPE } from "./public-europe.ts";
import { PUBLIC_PLATFORMS } from "./public-platforms.ts";
import type { PublicProgram } from "./public-type.ts";

/** Programs that nobody here wrote, with the verdicts that are right for them. */
export const PUBLIC_PROGRAMS: readonly PublicProgram[] = [
  ...PUBLIC_AWS,
  ...PUBLIC_AZURE,
  ...PUBLIC_PLATFORMS,
  ...PUBLIC_EUROPE,
  ...PUBLIC_CLOUDS,
];
