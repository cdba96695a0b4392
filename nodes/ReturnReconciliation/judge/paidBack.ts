import type { Money } from '../../shared/model';
import { isLive, type Entry, type Group } from '../match';
import { movers, type Source } from './source';

/** What of a return was paid back, or is on its way. */
export interface PaidBack {
	group: Group;
	/** False: it is on its way. */
	ended: boolean;
	amount: Money;
	/** When it was made, in ms; 0 when nobody says. */
	time: number;
}

/** A refund as money that went back: by the word of whoever moved it, else of the books and the case; undefined: nothing went back. A credit note moves nothing. */
export function paidBackOf(group: Group, sources: Source[]): PaidBack | undefined {
	const has = (roles: (role: Source['role']) => boolean) =>
		group.entries.filter(({ source }) => roles(sources[source].role));
	const payouts = has((role) => role === 'payout');
	if (payouts.length && !payouts.some(isLive)) return undefined;
	const paid = [
		has((role) => movers.has(role)),
		payouts,
		group.entries.filter(({ record }) => record.kind !== 'credit_note'),
	].find((entries) => entries.length);
	const live = paid?.filter(isLive) ?? [];
	if (!live.length) return undefined;
	return {
		group,
		ended: live.some(({ record }) => record.status === 'succeeded'),
		amount: live[0].record.amount,
		time: live.reduce((latest: number, { time }: Entry) => Math.max(latest, time), 0),
	};
}
