import { hash } from "node:crypto";

/** Programs that the store runs, each as one step in which nothing else happens. */
export interface Script {
  readonly text: string;
  readonly sha1: string;
}

const script = (text: string): Script => ({ text, sha1: hash("sha1", text) });

/** Seconds that counters outlive their last change, so that nothing is left for ever. */
const LIVES = { minute: 180, day: 3 * 86_400, month: 70 * 86_400 } as const;

/**
 * KEYS: this minute, the minute before, day, month. ARGV: requests, tokens and nano-EUR to add, milliseconds left of the
 * minute, then the limits ("" for none): requests and tokens per minute, nano-EUR per day and per month.
 * Answers {0}, or {place of the exceeded limit from 1, counted in this minute, counted in the one before}.
 */
export const CHARGE = script(`
local requests, tokens, eur, left = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local rates = {{requests, tonumber(ARGV[5]), 'requests'}, {tokens, tonumber(ARGV[6]), 'tokens'}}
for place, rate in ipairs(rates) do
  local added, limit, field = rate[1], rate[2], rate[3]
  if limit and added > 0 then
    local current = tonumber(redis.call('HGET', KEYS[1], field)) or 0
    local earlier = tonumber(redis.call('HGET', KEYS[2], field)) or 0
    if (current + added) * 60000 + earlier * left > limit * 60000 then return {place, current, earlier} end
  end
end
for place = 4, 3, -1 do
  local limit = tonumber(ARGV[4 + place])
  if limit then
    local after = (tonumber(redis.call('GET', KEYS[place])) or 0) + eur
    if after > limit or (eur == 0 and after == limit) then return {place, 0, 0} end
  end
end
if requests > 0 or tokens > 0 then
  redis.call('HINCRBY', KEYS[1], 'requests', ARGV[1])
  redis.call('HINCRBY', KEYS[1], 'tokens', ARGV[2])
  redis.call('EXPIRE', KEYS[1], ${LIVES.minute})
end
if eur > 0 then
  redis.call('INCRBY', KEYS[3], ARGV[3])
  redis.call('EXPIRE', KEYS[3], ${LIVES.day})
  redis.call('INCRBY', KEYS[4], ARGV[3])
  redis.call('EXPIRE', KEYS[4], ${LIVES.month})
end
return {0}
`);

/**
 * KEYS: minute, day, month, number of the last correction by this gateway. ARGV: requests, tokens and nano-EUR to add
 * (negative to take back), number of this correction. One that was done before is not done again, so that a gateway may
 * send it again where it does not know. Sums do not fall below 0: that a store lost a charge must not become a credit.
 */
export const CORRECT = script(`
if (tonumber(redis.call('GET', KEYS[4])) or 0) >= tonumber(ARGV[4]) then return 0 end
redis.call('SET', KEYS[4], ARGV[4], 'EX', ${LIVES.day})
for place, field in ipairs({'requests', 'tokens'}) do
  if tonumber(ARGV[place]) ~= 0 then
    if redis.call('HINCRBY', KEYS[1], field, ARGV[place]) < 0 then redis.call('HSET', KEYS[1], field, 0) end
    redis.call('EXPIRE', KEYS[1], ${LIVES.minute})
  end
end
if tonumber(ARGV[3]) ~= 0 then
  for place, life in pairs({[2] = ${LIVES.day}, [3] = ${LIVES.month}}) do
    if redis.call('INCRBY', KEYS[place], ARGV[3]) < 0 then redis.call('SET', KEYS[place], 0) end
    redis.call('EXPIRE', KEYS[place], life)
  end
end
return 1
`);
