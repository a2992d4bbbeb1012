import fc from "fast-check";

/**
 * The same examples at every run, so that a change is judged by what it changes; FAST_CHECK_SEED looks at others. A failure
 * is told as it was found: making an example of the economics smaller takes minutes.
 */
const { FAST_CHECK_SEED } = process.env;
fc.configureGlobal({
  seed: FAST_CHECK_SEED === undefined ? 20_261_124 : Number(FAST_CHECK_SEED),
  endOnFailure: true,
});
