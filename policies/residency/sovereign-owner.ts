import { countryName, isSovereign } from "../../domain/jurisdiction/countries.ts";
import type { StackCheck } from "../check.ts";

/**
 * Owners outside the EU and the EEA can be made to hand data over, wherever it lies (the CLOUD Act and its like). This
 * is reported and not claimed to be solved; `residency.sovereign: mandatory` makes it stop a preview.
 */
export const sovereignOwner: StackCheck = {
  name: "sovereign-owner",
  description: "Whoever operates it is owned in the EU or the EEA.",
  enforcement: "advisory",
  settings: "residency",
  check: ({ residency }) =>
    residency.ledger.flatMap(({ role, subject, owner, ownerCountry }) => {
      if (role === "software" || ownerCountry === undefined || isSovereign(ownerCountry)) return [];
      return [
        {
          message:
            `${subject}: operated by ${owner}, whose owner sits in ${countryName(ownerCountry)}.\n` +
            "  Fix: use an operator that is owned in the EU or the EEA, or accept it: residency.sovereign: advisory.",
        },
      ];
    }),
};
