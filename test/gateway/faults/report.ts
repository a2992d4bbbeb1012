import { parseArgs } from "node:util";
import { inParallel, runCase, variantsOf, type Result, type Settings } from "./driver.ts";
import { ownSettings } from "./own-gateway.ts";
import { totalsOf, WALL } from "./wall.ts";

/**
 * Prints what each fault comes to:
 *
 *   node test/gateway/faults/report.ts                 our gateway, started here
 *   node test/gateway/faults/report.ts --only "[DONE]" cases whose kind has this in it
 *   node test/gateway/faults/report.ts --url http://127.0.0.1:4000/v1 --alone MODEL --backed MODEL
 *        [--ports 9101,9102] [--key KEY] [--deadline 15000]
 *
 * The last runs the wall against a gateway that is not ours. Configure it beforehand so that the model of `--alone` goes
 * to http://127.0.0.1:9101/v1 only, and that of `--backed` to the same first and to http://127.0.0.1:9102/v1 as its
 * fallback; give it short timeouts (below the deadline) and no cooldown of endpoints that failed, or cases suffer from
 * those before. Ids, codes, statuses of errors and fields that a case does not name are then its own affair; texts, tool
 * calls, finish reasons, usage and the end of each answer are judged as for ours.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string" },
    alone: { type: "string" },
    backed: { type: "string" },
    ports: { type: "string", default: "9101,9102" },
    key: { type: "string" },
    deadline: { type: "string", default: "15000" },
    only: { type: "string", default: "" },
  },
});

const NO_HEADERS: Readonly<Record<string, string>> = {};

function foreignSettings(url: string): Settings {
  const { alone = "alone", backed = "backed", key } = values;
  const [first = 0, second = 0] = values.ports.split(",").map(Number);
  return {
    open: (_endpoints, variant) =>
      Promise.resolve({
        url: url.replace(/\/+$/, ""),
        model: variant === "alone" ? alone : backed,
        headers: key === undefined ? NO_HEADERS : { authorization: `Bearer ${key}` },
        close: () => Promise.resolve(),
      }),
    strictness: { exact: false },
    ports: [first, second],
    deadline: Number(values.deadline),
  };
}

const settings = values.url === undefined ? ownSettings() : foreignSettings(values.url);
const results: Result[] = [];
for (const [subject, faults] of Object.entries(WALL)) {
  const tasks = faults
    .filter(({ kind }) => kind.includes(values.only))
    .flatMap((fault) => variantsOf(fault).map((variant) => () => runCase(fault, variant, settings)));
  // Ports that are fixed can serve one case at a time.
  const found = await inParallel(tasks, values.url === undefined ? 6 : 1);
  results.push(...found);
  if (found.length > 0) process.stdout.write(`\n${subject}\n${found.map(line).join("")}`);
}
const { runs, kinds } = totalsOf(results);
const counted = (of: typeof runs) =>
  `${of.right} right, ${of["explicit error"]} explicit error, ${of.bad} bad`;
process.stdout.write(`\nruns:  ${counted(runs)}\nkinds: ${counted(kinds)}\n`);
process.exitCode = runs.bad === 0 ? 0 : 1;

function line({ fault, variant, judgement }: Result): string {
  const { verdict, rank, reason } = judgement;
  const second = rank > 0 ? ` (choice ${rank + 1})` : "";
  const name = `${fault.kind} [${fault.asked}, ${variant}]`;
  return `  ${verdict.padEnd(14)}${second} ${name}${reason === "" ? "" : `: ${reason}`}\n`;
}
