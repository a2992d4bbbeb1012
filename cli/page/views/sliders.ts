import { ASSUMPTION_NAMES, assumptionValue } from "../../../policies/cost/decision.ts";
import { sliderMarks } from "../charts/slider-marks.ts";
import { html, type Markup } from "../html.ts";
import { placeOf, type Slider, SLIDER_STEPS, type SliderGroup } from "../sliders.ts";

/** A value, after the planned one where it is another. */
export function sliderValueText({ name, planned }: Slider, value: number): string {
  const text = assumptionValue(name, value);
  return value === planned ? text : `${assumptionValue(name, planned)} → ${text}`;
}

function sliderView(slider: Slider): Markup {
  const { name, planned, range } = slider;
  const [label] = ASSUMPTION_NAMES[name];
  const text = assumptionValue(name, planned);
  const spread =
    range.low === range.high
      ? ""
      : `${assumptionValue(name, range.low)} to ${assumptionValue(name, range.high)}`;
  return html`<div class="slider" data-slider="${name}">
    <label for="slider-${name}">${label}</label><output for="slider-${name}">${text}</output
    ><input
      type="range"
      id="slider-${name}"
      min="0"
      max="${SLIDER_STEPS}"
      step="1"
      value="${Math.round(placeOf(slider, planned))}"
      aria-valuetext="${text}"
      aria-describedby="range-${name}"
      autocomplete="off"
    />${sliderMarks(slider)}<small id="range-${name}"
      >${spread === "" ? "" : html`<span class="unseen">simulated from </span>${spread}`}</small
    >
  </div>`;
}

/** All sliders, in their groups. */
export function slidersView(groups: readonly SliderGroup[]): Markup {
  return html`${groups.map(
    ({ title, sliders }) =>
      html`<fieldset>
        <legend>${title}</legend>
        ${sliders.map(sliderView)}
      </fieldset>`,
  )}`;
}
