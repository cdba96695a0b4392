import { addTo, format, portion, type Money } from '../../shared/model';
import { goodsByReturn, type GoodsEntry, type Group, type ReturnGoods } from '../match';
import type { GoodsFinding } from './finding';
import { paidBackOf, type PaidBack } from './paidBack';
import { counted, mostOf, newest, piecesOf, sourcesOf, total, worthOf } from './pieces';
import { soldInQuarantine } from './quarantine';
import { keepers, type Rules, type Source } from './source';

interface Around {
	sources: Source[];
	rules: Rules;
	/** Refunds of the return. */
	groups: Group[];
	/** False: a warehouse or a carrier gave nothing at all, so that nothing can be said to be missing there. */
	isComplete: boolean;
}

/** What is wrong with the goods, of each return and of each serial number. */
export function goodsFindings(groups: Group[], goods: GoodsEntry[], sources: Source[], rules: Rules): GoodsFinding[] {
	if (!goods.length) return [];
	const complete = isComplete(goods, sources);
	const ofReturn = new Map<string, Group[]>();
	for (const group of groups) {
		if (group.reference) addTo(ofReturn, group.reference, group);
	}
	return [
		...[...goodsByReturn(goods).values()].flatMap((one) =>
			judgeGoods(one, { sources, rules, groups: ofReturn.get(one.reference) ?? [], isComplete: complete }),
		),
		...soldInQuarantine(goods, rules),
	];
}

/** Whether every warehouse and every carrier gave something: else nothing can be said to be missing there. */
export function isComplete(goods: GoodsEntry[], sources: Source[]): boolean {
	const read = new Set(goods.map(({ source }) => source));
	return sources.every(({ role }, index) => !keepers.has(role) || read.has(index));
}

/** All drifts of a return's goods. What its refunds lack is told by them; here it counts whether money went back. */
function judgeGoods(goods: ReturnGoods, around: Around): GoodsFinding[] {
	return [refundedNotReceived, receivedNotRefunded, stockWithoutReceipt, unusedLabels].flatMap((check) =>
		check(goods, around),
	);
}

/** Money that went back for more pieces than have come, long after it did. */
function refundedNotReceived(goods: ReturnGoods, { sources, rules, groups, isComplete }: Around): GoodsFinding[] {
	const expected = counted(goods.of.expected);
	const pieces = total(expected);
	if (!isComplete || !pieces || !groups.length) return [];
	const receipts = mostOf(goods.of.receipt);
	const paid = groups
		.flatMap((group) => paidBackOf(group, sources) ?? [])
		.filter(({ ended, time }) => ended && time > 0 && rules.now - time > rules.goodsMs);
	if (!paid.length) return [];
	const intents = new Set(paid.map(({ group }) => group.intent));
	const paidFor = counted(goods.of.paid_for).filter(({ record }) => record.intent && intents.has(record.intent));
	const back = sumOf(paid);
	const covered = paidFor.length ? Math.min(total(paidFor), pieces) : total(receipts) ? 0 : pieces;
	const short = covered - total(receipts);
	if (short <= 0) return [];
	const worth = worthOf(paidFor.length ? paidFor : expected, receipts, short) ?? {
		...back,
		amount: portion(back.amount, short, covered),
	};
	const amount = worth.currency === back.currency && worth.amount > back.amount ? back : worth;
	const about = [...(goods.of.expected ?? []), ...(goods.of.receipt ?? [])];
	return [
		{
			class: 'refunded_not_received',
			reference: goods.reference,
			key: '',
			sources: sourcesOf(expected),
			amount,
			message: `${format(back)} was paid back for ${piecesOf(covered)}, and ${total(receipts) || 'none'} came.`,
			goods: about,
			money: paid.flatMap(({ group }) => group.entries),
			due: Math.min(...paid.map(({ time }) => time)) + rules.goodsMs,
		},
	];
}

/** Goods that have come, of a return of which nothing was paid and something is due. */
function receivedNotRefunded(goods: ReturnGoods, { sources, rules, groups }: Around): GoodsFinding[] {
	const receipts = mostOf(goods.of.receipt);
	const came = newest(receipts);
	if (!total(receipts) || !came || rules.now - came <= rules.refundMs) return [];
	const expected = goods.of.expected ?? [];
	if (expected.some(({ record }) => record.settled)) return [];
	if (groups.some((group) => isUnderWay(group, sources))) return [];
	const worth = worthOf(counted(expected), [], Math.min(total(receipts), total(counted(expected))));
	return [
		{
			class: 'received_not_refunded',
			reference: goods.reference,
			key: '',
			sources: sourcesOf(receipts),
			...(worth && { amount: worth }),
			message: `${piecesOf(total(receipts))} came on ${day(came)}, and nothing was paid back.`,
			goods: [...expected, ...receipts],
			money: [],
			due: came + rules.refundMs,
		},
	];
}

/** Money went back or is on its way, or a case or a credit note owes it: then the refund itself is judged. */
function isUnderWay(group: Group, sources: Source[]): boolean {
	return (
		!!paidBackOf(group, sources) ||
		group.entries.some(({ record }) => record.status === 'pending' || record.status === 'succeeded')
	);
}

/** More pieces put away than were ever counted at the door. */
function stockWithoutReceipt(goods: ReturnGoods, { rules }: Around): GoodsFinding[] {
	const arrivals = counted(goods.of.movement).filter(
		({ record: { from, to } }) =>
			to && to !== 'customer' && to !== 'inspection' && (!from || from === 'inspection' || from === 'customer'),
	);
	const put = mostOf(arrivals);
	const receipts = mostOf(goods.of.receipt);
	const surplus = total(put) - total(receipts);
	const last = newest(put);
	if (surplus <= 0 || !last || rules.now - last < rules.cutOffMs) return [];
	const worth = worthOf(put, receipts, surplus) ?? worthOf(counted(goods.of.expected), receipts, surplus);
	return [
		{
			class: 'stock_without_receipt',
			reference: goods.reference,
			key: '',
			sources: sourcesOf(put),
			...(worth && { amount: worth }),
			message: `${piecesOf(total(put))} went into stock, and ${total(receipts) || 'none'} came.`,
			goods: [...put, ...receipts],
			money: [],
			due: last,
		},
	];
}

/** Labels that cost something and that no carrier has seen, long after they were bought. */
function unusedLabels(goods: ReturnGoods, { rules, isComplete }: Around): GoodsFinding[] {
	if (!isComplete || !goods.of.label) return [];
	const scanned = new Set(
		[...(goods.of.parcel ?? []), ...(goods.of.receipt ?? [])].flatMap(({ record: { tracking } }) => tracking ?? []),
	);
	const byNumber = new Map<string, GoodsEntry[]>();
	for (const entry of goods.of.label) {
		const number = entry.record.tracking ?? entry.record.id;
		addTo(byNumber, number, entry);
	}
	// Not every carrier scans: what has come may have come with any label that was not scanned, unless another one was.
	const mayHaveCome =
		total(mostOf(goods.of.receipt)) > 0 && ![...byNumber.keys()].some((number) => scanned.has(number));
	if (mayHaveCome) return [];
	return [...byNumber].flatMap(([number, labels]) => {
		const cost = labels.find(({ record }) => record.value)?.record.value;
		const bought = newest(labels);
		if (scanned.has(number) || labels.some(({ record }) => record.canceled) || !cost?.amount) return [];
		if (!bought || rules.now - bought <= rules.labelMs) return [];
		return [
			{
				class: 'label_unused' as const,
				reference: goods.reference,
				key: number,
				sources: sourcesOf(labels),
				amount: cost,
				message: `Label ${number} cost ${format(cost)}, and its parcel was never scanned.`,
				goods: labels,
				money: [],
				due: bought + rules.labelMs,
			},
		];
	});
}

/** In the currency of the first; what was paid back in another is told by its own drift. */
function sumOf(paid: PaidBack[]): Money {
	const { currency } = paid[0].amount;
	return {
		amount: paid.reduce((sum, { amount }) => (amount.currency === currency ? sum + amount.amount : sum), 0),
		currency,
	};
}

function day(time: number): string {
	return new Date(time).toISOString().slice(0, 10);
}
