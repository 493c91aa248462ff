/** The lengths of one run, in milliseconds unless they say otherwise. */
export interface Timing {
  /** How long orders come in and things break. */
  chaosMs: number;
  easypostOutageMs: number;
  cartOutageMs: number;
  /** After its 504, EasyPost makes the order this much later. */
  lateCommitMs: number;
  serverDownMs: number;
  freezeMs: number;
  /** Of the workers: `CARTWAY_SETTLE_SECONDS` and `CARTWAY_HTTP_TIMEOUT_SECONDS`. */
  settleSeconds: number;
  httpTimeoutSeconds: number;
  /** The run is judged as it stands when it is not quiet by then. */
  quietLimitMs: number;
}

/** What is left of the minutes is for starting, and for coming to rest. */
const CHAOS_SHARE = 0.55;

/** Lengths for a run of about so many minutes: those of the issue from four minutes up, shorter ones below. */
export function timingFor(minutes: number): Timing {
  const chaosMs = Math.round(minutes * 60_000 * CHAOS_SHARE);
  const upTo = (full: number, share: number) => Math.round(Math.min(full, chaosMs * share));
  const lateCommitMs = Math.max(6_000, upTo(20_000, 0.16));
  return {
    chaosMs,
    easypostOutageMs: upTo(60_000, 0.46),
    cartOutageMs: upTo(20_000, 0.2),
    lateCommitMs,
    serverDownMs: upTo(4_000, 0.06),
    freezeMs: upTo(30_000, 0.4),
    // Shorter than a late commit, so that some orders are sent again before the first one appears.
    settleSeconds: lateCommitMs >= 12_000 ? 5 : 2,
    httpTimeoutSeconds: 5,
    quietLimitMs: 300_000,
  };
}
