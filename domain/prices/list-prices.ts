import { readBookFile } from "./files.ts";
import { gpuFileSchema, machineFileSchema } from "./schemas.ts";
import type { GpuOffer, Price, PriceOrigin, Validity } from "./terms.ts";

interface PriceGroup extends PriceOrigin {
  readonly currency: Price["currency"];
}

interface PriceEntry extends Validity, Pick<Price, "id" | "amount" | "unit" | "setupFee"> {}

/** Keys that an entry does not give are left out, so that prices print as they were written. */
function priceOf(group: PriceGroup, entry: PriceEntry): Price {
  const { id, amount, unit, setupFee, validFrom, validUntil } = entry;
  const { currency, source, asOf } = group;
  return {
    id,
    amount,
    currency,
    unit,
    source,
    asOf,
    ...(setupFee === undefined ? {} : { setupFee }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}

/** "aws/g6.xlarge@eu-central-1" is the type "g6.xlarge" of "aws". */
function nameOf(id: string): { readonly provider: string; readonly type: string } {
  const slash = id.indexOf("/");
  return { provider: id.slice(0, slash), type: id.slice(slash + 1).replace(/[@:].*$/, "") };
}

/** Every machine with GPUs that the book has, all providers. */
export const GPU_OFFERS: readonly GpuOffer[] = readBookFile("gpu-instances.yaml", gpuFileSchema).flatMap(
  (group) =>
    group.prices.map((entry) => ({
      id: entry.id,
      ...nameOf(entry.id),
      gpu: entry.gpu,
      gpus: entry.gpus,
      regions: entry.regions,
      zones: entry.zones,
      price: priceOf(group, entry),
    })),
);

const otherPrices = ["nodes.yaml", "storage-network.yaml"].flatMap((file) =>
  readBookFile(file, machineFileSchema).flatMap((group) =>
    group.prices.map((entry) => priceOf(group, entry)),
  ),
);

/** List prices of everything that is not billed by the token. */
export const MACHINE_PRICES: readonly Price[] = [...GPU_OFFERS.map(({ price }) => price), ...otherPrices];
