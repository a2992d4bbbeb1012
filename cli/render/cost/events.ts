import { PRICE_SHOCK, RETIREMENT, type Shock, WITHDRAWAL } from "../../../domain/economics/lock-in.ts";

/** What may happen to the APIs that one depends on, as reports tell it. */
export const EVENTS: readonly { readonly name: string; readonly shock: Shock }[] = [
  { name: "closed APIs raise their prices by 30 %", shock: PRICE_SHOCK },
  { name: "the closed models in use are retired, their prompts tested again", shock: RETIREMENT },
  { name: "the open weights leave their provider's catalogue", shock: WITHDRAWAL },
];
