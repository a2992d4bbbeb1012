import type { Decision } from "../../../domain/economics/decision.ts";
import type { PageData } from "../data.ts";
import type { PageModel } from "../model.ts";
import type { Changes } from "../sliders.ts";

/** What a view shows. */
export interface ViewContext {
  readonly data: PageData;
  readonly model: PageModel;
  /** The decision of the plan, whatever sliders say. */
  readonly planned: Decision;
  readonly changes: Changes;
  /** Width of the charts, in pixels. */
  readonly width: number;
}
