import { html, type Markup } from "../html.ts";
import { pixels } from "../scale.ts";
import { placeOf, type Slider, SLIDER_STEPS } from "../sliders.ts";

/** Below a slider: the range that the plan simulates, and the planned value. */
export function sliderMarks(slider: Slider): Markup {
  const { range, planned } = slider;
  const [low, high, at] = [range.low, range.high, planned].map((value) => pixels(placeOf(slider, value)));
  const width = pixels((high ?? 0) - (low ?? 0));
  return html`<svg
    class="range-marks"
    viewBox="0 0 ${SLIDER_STEPS} 6"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <rect class="range" x="${low}" y="1" width="${width}" height="2" />
    <rect class="plan" x="${pixels((at ?? 0) - 0.6)}" y="0" width="1.2" height="6" />
  </svg>`;
}
