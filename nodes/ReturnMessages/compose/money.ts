import type { CaseState, RefundLeg } from '../../shared/case';
import { byHand, money, storeCredit, sum, type Inspection, type Money } from '../../shared/model';
import type { Block } from './document';
import { facts, sentence } from './document';
import { lineNamed, nameOf } from './goods';
import type { Writer } from './writer';

type Part = RefundLeg['intent']['breakdown'][number];

/** What a refund is made of, each with its tax, and how what is taken off is objected to. */
export function breakdownBlocks(write: Writer, state: CaseState | undefined, leg: RefundLeg | undefined): Block[] {
	const parts = leg?.intent.breakdown ?? [];
	if (!state || !leg || !parts.length) return [];
	const { currency } = leg.intent.amount;
	const total = (of: Part[]) =>
		sum(
			of.map(({ amount }) => amount),
			currency,
		);
	const row = (name: string, amount: Money): Array<[string, string]> =>
		amount.amount ? [[name, write.amount(amount)]] : [];
	const lines = parts.filter(({ kind }) => kind === 'line');
	const ofLine = (part: Part) => parts.filter((one) => one.kind === 'tax' && one.line === part.line && part.line);
	const goods = (part: Part) => {
		const line = lineNamed(state, { line: part.line });
		return line ? nameOf(line) : part.description;
	};
	const named = parts.filter(({ kind, name }) => kind === 'fee' || (kind === 'adjustment' && name));
	const besides = parts.filter(({ kind, line }) => kind === 'shipping' || (kind === 'tax' && !line));
	const adjustments = parts.filter(({ kind, name }) => kind === 'adjustment' && !name);
	return [
		facts(
			...lines.flatMap((part) => row(write.piece(part.quantity ?? 1, goods(part)), total([part, ...ofLine(part)]))),
			...row(write.label('shipping'), total(besides)),
			...named.flatMap((part) => row(partName(write, state, part, goods(part)), part.amount)),
			...row(write.label('adjustment'), total(adjustments)),
		),
		...(named.some((part) => isDeduction(state, part)) ? [sentence(write.phrase('object_deduction'))] : []),
	];
}

/** A part as the customer reads it, a deduction with the inspector's note. Refunds that were made before parts had names have fees without one. */
function partName(write: Writer, state: CaseState, part: Part, goods: string): string {
	const note = isDeduction(state, part) ? noteOf(state.inspections, part) : undefined;
	const name = part.name ?? (note ? 'deduction' : part.line ? 'piece_fee' : 'return_fee');
	return note ? `${write.part(name, goods)}: ${note}` : write.part(name, goods);
}

function isDeduction({ inspections }: CaseState, part: Part): boolean {
	return part.name === 'deduction' || (part.kind === 'fee' && !part.name && !!noteOf(inspections, part));
}

/** What the inspector wrote about a deduction, and the evidence: the part's description says which it was; a fee has none. */
function noteOf(inspections: Inspection[], { description }: Part): string | undefined {
	const found = inspections
		.flatMap(({ lines }) => lines)
		.find(({ note }) => note?.trim() && description.includes(note.trim()));
	if (!found) return undefined;
	const evidence = found.evidence?.trim();
	return evidence ? `${found.note!.trim()} (${evidence})` : found.note!.trim();
}

/** What inspection has taken off so far, in the refunds that are not paid yet. */
export function deductionsSoFar(write: Writer, state: CaseState): Array<[string, string]> {
	return state.refunds
		.flatMap(({ intent }) => intent.breakdown)
		.filter((part) => isDeduction(state, part))
		.map((part): [string, string] => {
			const line = lineNamed(state, { line: part.line });
			return [partName(write, state, part, line ? nameOf(line) : part.description), write.amount(part.amount)];
		});
}

/** How the money arrives, by who pays it and what it was paid with. */
export function arrivalOf(leg: RefundLeg | undefined): 'arrives_on_card' | 'arrives_as_credit' | 'arrives_by_hand' {
	const { processor, method = '', id } = leg?.intent.payment ?? { id: '', processor: '' };
	if (id === storeCredit || processor === 'store_credit' || /gift.?card|store.?credit|wallet/i.test(method))
		return 'arrives_as_credit';
	return id === byHand || processor === 'other' ? 'arrives_by_hand' : 'arrives_on_card';
}

/** All that a return has paid back so far; undefined: nothing. */
export function paidSoFar(state: CaseState | undefined): Money | undefined {
	const paid = (state?.refunds ?? []).filter((leg) => leg.state === 'succeeded');
	if (!paid.length) return undefined;
	const { currency } = paid[0].intent.amount;
	const same = paid.filter(({ intent }) => intent.amount.currency === currency);
	return money(
		same.reduce((total, { intent }) => total + intent.amount.amount, 0),
		currency,
	);
}
