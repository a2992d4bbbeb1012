import { expect, test } from "vitest";
import { inParallel } from "./driver.ts";
import { sumOf } from "./metrics.ts";
import { complaintsOf } from "./walk/invariants.ts";
import { createRandom } from "./walk/random.ts";
import { walkRound } from "./walk/round.ts";

/**
 * Thousands of random faults: each round is a gateway with a configuration of its own, asked by many clients at once.
 * FAULT_WALK_SEED looks at other rounds, FAULT_WALK_ROUNDS at more of them; FAULT_WALK_ONLY repeats a single round.
 */
const { FAULT_WALK_SEED = "20261124", FAULT_WALK_ROUNDS = "120", FAULT_WALK_ONLY } = process.env;
const CLIENTS = 50;
const AT_ONCE = 3;

test("whatever endpoints and clients do, every request has one honest end and nothing is left behind", async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  const numbers = Array.from({ length: Number(FAULT_WALK_ROUNDS) }, (_, at) => at);
  const rounds = FAULT_WALK_ONLY === undefined ? numbers : [Number(FAULT_WALK_ONLY)];
  const told: Record<string, number> = {};
  let gone = 0;
  try {
    const complaints = await inParallel(
      rounds.map((number) => async () => {
        const round = await walkRound(createRandom(`${FAULT_WALK_SEED}/${number}`), CLIENTS);
        for (const { seen } of round.queries) {
          const end = seen.ended === "left" ? "left" : String(seen.status);
          told[end] = (told[end] ?? 0) + 1;
        }
        gone += sumOf(round.metrics, "eu_llm_gateway_attempts_total", { outcome: "client_gone" });
        return complaintsOf(round).map(
          (wrong) => `FAULT_WALK_SEED=${FAULT_WALK_SEED} FAULT_WALK_ONLY=${number}: ${wrong}`,
        );
      }),
      AT_ONCE,
    );
    expect(complaints.flat()).toEqual([]);
  } finally {
    process.off("unhandledRejection", note);
    process.off("uncaughtException", note);
  }
  expect(unhandled).toEqual([]);
  // A walk in which nothing works, or nothing fails, proves nothing.
  const total = rounds.length * CLIENTS;
  expect(told["200"] ?? 0).toBeGreaterThan(total * 0.2);
  expect(Object.keys(told).length).toBeGreaterThan(4);
  // About one client in five leaves, some of them too late or too soon to end an attempt.
  expect(gone).toBeGreaterThan(total * 0.004);
}, 180_000);
