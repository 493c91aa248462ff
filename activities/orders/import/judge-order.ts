import { ACCEPTED_STATUSES, FINAL_STATUSES, type SkipRule } from '../../../shared/orders/status.ts';
import type { KnownOrder } from '../../../database/queries/import-orders.ts';
import type { CartOrder } from '../../carts/contract.ts';
import { goneHash, sameGoods, standingIn } from './content-hash.ts';
import { decideIntake, type Intake, type IntakeRules, type Standing } from './decide-intake.ts';

/** What an order as read means for the order as stored. */
export type Judgement =
  | { kind: 'unchanged' }
  | { kind: 'new'; intake: Intake }
  /** Was skipped, and is taken now. */
  | { kind: 'taken' }
  | { kind: 'still_skipped'; rule: SkipRule; otherRule: boolean }
  /** Is being sent: it is read again when that is over, because nobody knows yet which content EasyPost got. */
  | { kind: 'later' }
  /** Not sent yet: the new content goes out. */
  | { kind: 'changed' }
  /** Not sent yet, and must not be until the cart or a person says so. */
  | { kind: 'stopped'; standing: Stopped }
  /** EasyPost has it already. */
  | { kind: 'cancelled_late' }
  | { kind: 'gone_late' }
  | { kind: 'changed_late' }
  | { kind: 'shipped_elsewhere' }
  /** Everything has shipped. */
  | { kind: 'cancelled_too_late' }
  /** Nothing follows from the change. */
  | { kind: 'noted' };

export type Stopped = Exclude<Standing, 'open'> | 'gone';

const UNCHANGED: Judgement = { kind: 'unchanged' };

/** Compares an order as the cart has it (`hash` is its content hash) with what is stored of it. */
export function judgeOrder(
  order: CartOrder,
  hash: string,
  known: KnownOrder | undefined,
  rules: IntakeRules,
): Judgement {
  const intake = decideIntake(order, rules);
  if (!known) return { kind: 'new', intake };
  if (known.status === 'skipped') return judgeSkipped(intake, hash, known);
  if (known.content_hash === hash) return known.pull_todo === 'read_again' ? { kind: 'noted' } : UNCHANGED;
  const standing = standingIn(hash);
  if (FINAL_STATUSES.includes(known.status)) return judgeFinal(standing, known);
  return ACCEPTED_STATUSES.includes(known.status) ? judgeAccepted(standing, hash, known) : judgeUnsent(standing, known);
}

/** Judges a known order that the cart does not know any more. */
export function judgeGone(known: KnownOrder): Judgement {
  if (known.content_hash === goneHash(known.content_hash)) return UNCHANGED;
  if (known.status === 'skipped' || FINAL_STATUSES.includes(known.status)) return { kind: 'noted' };
  return ACCEPTED_STATUSES.includes(known.status) ? { kind: 'gone_late' } : judgeUnsent('gone', known);
}

function judgeSkipped(intake: Intake, hash: string, known: KnownOrder): Judgement {
  if (intake.kind === 'take') return { kind: 'taken' };
  const otherRule = known.skip_rule !== intake.rule;
  if (known.content_hash === hash && !otherRule) return UNCHANGED;
  return { kind: 'still_skipped', rule: intake.rule, otherRule };
}

function judgeFinal(standing: Standing | 'gone', known: KnownOrder): Judgement {
  const isNews = standing === 'cancelled' && standingIn(known.content_hash) !== 'cancelled';
  return { kind: isNews && known.status === 'confirmed' ? 'cancelled_too_late' : 'noted' };
}

function judgeUnsent(standing: Standing | 'gone', known: KnownOrder): Judgement {
  // A cancellation is told at once: the workflow itself settles the sending first.
  if (known.being_sent && standing !== 'cancelled')
    return known.pull_todo === 'read_again' ? UNCHANGED : { kind: 'later' };
  return standing === 'open' ? { kind: 'changed' } : { kind: 'stopped', standing };
}

function judgeAccepted(standing: Standing | 'gone', hash: string, known: KnownOrder): Judgement {
  const before = standingIn(known.content_hash);
  if (standing === 'cancelled' && before !== 'cancelled') return { kind: 'cancelled_late' };
  if (!sameGoods(hash, known.content_hash)) return { kind: 'changed_late' };
  // No parcel is known yet, so it was not Cartway who told the cart.
  if (standing === 'shipped' && before !== 'shipped' && known.status === 'accepted')
    return { kind: 'shipped_elsewhere' };
  return { kind: 'noted' };
}
