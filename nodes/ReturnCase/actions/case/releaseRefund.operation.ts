import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	recordedOutput,
	assertPayable,
	assertWithinLimit,
	moneyOptions,
	referenceProperty,
	type OperationContext,
	anyJsonParam,
	refundedElsewhere,
} from '../../../shared/operation';
import { z } from 'zod';
import type { CaseState } from '../../../shared/case/caseState';
import { stoppedBy } from '../../../shared/case/disputes';
import { disputesOfSisters } from '../../../shared/case/disputesOfSisters';
import { refusedInFull, shopWorth } from '../../../shared/case/exceptionOf';
import { paymentsOf } from '../../../shared/case/itsPayment';
import { isProtected } from '../../../shared/case/commands';
import { legOf } from '../../../shared/case/refundLeg';
import {
	RefundIntent,
	sum,
	EffectError,
	format,
	invalidInput,
	parsed,
	paysItself,
	type CaseException,
	type NewEvent,
} from '../../../shared/model';
import { deductionToConfirm, standingQuestion, type Question } from '../../../shared/operation/byHand/question';

export const option = {
	name: 'Release Refund',
	value: 'releaseRefund',
	action: 'Release refund',
	description: 'Make refunds due, frozen as they are now',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refunds',
		name: 'intents',
		type: 'json',
		default: '={{ $json.refund.intents }}',
		description: 'What is owed, as Return Policy: Calculate gives it. An empty list releases nothing.',
	},
	{
		displayName: 'Release After (Days)',
		name: 'releaseAfterDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 },
		default: 0,
		description:
			'How long refunds wait after they were worked out: they are frozen now, and due by themselves then, unless somebody has released or dropped them before. A withdrawal by law in time never waits. 0: due at once.',
	},
	moneyOptions,
];

export const asTool = 'limited';

/** `held`: refunds that wait: for a person to confirm what inspection takes off, for what the bank decides about a dispute, or for a day. */
export const output = recordedOutput.extend({ released: z.array(z.string()), held: z.array(z.string()) });

const Reasons = z.array(z.object({ inspection: z.string(), reason: z.string() })).default([]);
/** What Return Policy: Calculate says besides the refunds. */
const OwedOnItem = z.object({
	basis: z.string().optional(),
	confirm: z.boolean().optional(),
	refused: z.object({ message: z.string(), inspections: z.array(z.string()) }).optional(),
	deductions: Reasons,
});

/** Makes refunds due: each is frozen as it is now, and the steps that pay it start. All of them, or none. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const intents = parsed(RefundIntent.array(), anyJsonParam(context, 'intents') ?? [], ({ at, message }) =>
		invalidInput(
			`The refunds are not complete: ${at} ${message}`,
			'Use the output of Return Policy: Calculate.',
			`intents.${at}`,
		),
	);
	intents.forEach(assertPayable);
	assertTotalWithinLimit(context, intents);
	await assertPaymentsKnown(context, intents);
	// What Calculate saw of the order's other returns; when that has changed, it is worked out anew.
	const { basis, ...owed } = owedOf(context.item.refund);
	// The shop says another worth, or somebody has refunded the order: all wait. Inspection takes something off and the policy wants a person to see it: the refund with the goods waits.
	const state = intents.length ? await context.requireCase() : undefined;
	const question = state && standingQuestion(state);
	const { told, stopped } = state ? await disputed(context, state, intents) : { told: [], stopped: [] };
	const asked = question ? intents : owed.confirm ? intents.slice(0, 1) : [];
	const waiting = stopped.filter(({ intent }) => !asked.includes(intent));
	const free = intents.filter((intent) => !asked.includes(intent) && !waiting.some((one) => one.intent === intent));
	const delayed = state ? delaysOf(state, free, daysOf(context)) : [];
	const due = free.filter((intent) => !delayed.some((one) => one.intent === intent));
	const recorded = await context.recordEvents(
		[
			...told,
			...due.map((intent): NewEvent => ({
				id: `due ${intent.id}`,
				source: 'flow',
				type: 'refund.due',
				data: { intent },
			})),
			...asked.flatMap((intent) =>
				question ? asQuestion(intent, question) : deductionQuestion(intent, owed.deductions),
			),
			...waiting.map(({ intent, dispute }): NewEvent => ({
				id: `held ${intent.id} for dispute ${dispute}`,
				source: 'flow',
				type: 'refund.held',
				data: { intent, until: `dispute ${dispute} is decided`, dispute },
			})),
			...delayed.map(({ intent, releaseAt }): NewEvent => ({
				id: `delayed ${intent.id}`,
				source: 'flow',
				type: 'refund.held',
				data: { intent, until: releaseAt, releaseAt },
			})),
			...(owed.refused && !intents.length ? [refusalOf(owed.refused)] : []),
		],
		basis,
	);
	return {
		...recorded,
		released: due.map(({ id }) => id),
		held: [...asked, ...[...waiting, ...delayed].map(({ intent }) => intent)].map(({ id }) => id),
	};
}

/** How many days refunds wait. Throws EffectError when it is no number of days. */
function daysOf(context: OperationContext): number {
	const given = context.param<unknown>('releaseAfterDays', 0) ?? 0;
	const days = Number(given);
	if (given !== '' && days >= 0 && days <= 365) return days;
	throw invalidInput(
		`"${String(given).slice(0, 40)}" is no number of days`,
		'Set Release After (Days) to a number from 0 to 365.',
		'releaseAfterDays',
	);
}

/** Refunds that wait for a day, each to become due by itself then; one that waits already keeps its day. None of a withdrawal by law in time (Art. 13). */
function delaysOf(
	state: CaseState,
	intents: RefundIntent[],
	days: number,
): Array<{ intent: RefundIntent; releaseAt: string }> {
	if (!days || isProtected(state)) return [];
	const releaseAt = new Date(Date.now() + days * 86_400_000).toISOString();
	return intents.flatMap((intent) => {
		const leg = legOf(state, intent.id);
		if (leg && !leg.releaseAt) return [];
		return [{ intent, releaseAt: leg?.releaseAt ?? releaseAt }];
	});
}

/**
 * Refunds whose payment is disputed at the bank: each waits until that is decided. `told`: what the return learns of disputes that only other returns of
 * the order know.
 */
async function disputed(
	context: OperationContext,
	state: CaseState,
	intents: RefundIntent[],
): Promise<{ told: NewEvent[]; stopped: Array<{ intent: RefundIntent; dispute: string }> }> {
	const sisters = (await context.store?.cases.sistersOf(state.reference)) ?? [];
	const disputes = [state, ...sisters].flatMap((one) => one.disputes ?? []);
	const stopped = intents.flatMap((intent) => {
		const dispute = stoppedBy({ ...state, disputes }, intent);
		return dispute ? [{ intent, dispute: dispute.id }] : [];
	});
	return { told: disputesOfSisters(state, sisters), stopped };
}

function owedOf(refund: unknown): z.infer<typeof OwedOnItem> {
	return OwedOnItem.safeParse(refund).data ?? { deductions: [] };
}

function deductionQuestion(intent: RefundIntent, deductions: z.infer<typeof Reasons>): NewEvent[] {
	const reasons = deductions.map(({ reason }) => reason).join('; ');
	return askFinance(
		intent,
		deductionToConfirm,
		'a person has confirmed the deduction',
		`Refund ${intent.id} is ${format(intent.amount)} because of what inspection takes off. ${reasons}. Pay it all the same, or another amount, with Return Case: Decide Refund (the form Decide on a refund).`,
	);
}

/** A question about the whole return stands: each refund asks it. */
function asQuestion(intent: RefundIntent, { code, message }: CaseException): NewEvent[] {
	return askFinance(
		intent,
		code === shopWorth ? shopWorth : refundedElsewhere,
		code === shopWorth ? 'a person has compared it with what the shop says' : 'finance decides',
		`Refund ${intent.id} of ${format(intent.amount)} waits. ${message}`,
	);
}

/** The refund waits, and finance is asked. */
function askFinance(intent: RefundIntent, code: Question, until: string, message: string): NewEvent[] {
	const exception = { code, owner: 'finance' as const, intent: intent.id, message };
	return [
		{ id: `held ${intent.id}`, source: 'flow', type: 'refund.held', data: { intent, until } },
		{ id: `asked ${intent.id}`, source: 'flow', type: 'exception.opened', data: { exception } },
	];
}

/** Nothing is owed after inspection: somebody tells the customer. Told once for the same inspections; the return is settled when these are all. */
function refusalOf({ message, inspections }: NonNullable<z.infer<typeof OwedOnItem>['refused']>): NewEvent {
	return {
		id: `refused ${inspections.join(' ')}`,
		source: 'flow',
		type: 'exception.opened',
		data: { exception: { code: refusedInFull, owner: 'service', message, inspections } },
	};
}

/** The limit is for all that is released together, so that many small refunds do not get around it. */
function assertTotalWithinLimit(context: OperationContext, intents: RefundIntent[]): void {
	for (const currency of new Set(intents.map(({ amount }) => amount.currency))) {
		const ofCurrency = intents.filter(({ amount }) => amount.currency === currency);
		const what = ofCurrency.length === 1 ? `Refund ${ofCurrency[0].id}` : `The total of ${ofCurrency.length} refunds`;
		assertWithinLimit(
			context,
			'case_store',
			what,
			sum(
				ofCurrency.map(({ amount }) => amount),
				currency,
			),
		);
	}
}

/** While nobody knows how the order was paid, nobody can tell whose payment it is that a provider would pay back. */
async function assertPaymentsKnown(context: OperationContext, intents: RefundIntent[]): Promise<void> {
	const paid = intents.find(({ payment }) => paysItself(payment.processor));
	const state = paid && (await context.requireCase());
	if (!paid || paymentsOf(state!).length) return;
	throw new EffectError(
		`It is not known how the order of this return was paid, so refund ${paid.id} on payment ${paid.payment.id} is not released`,
		{
			category: 'rejected',
			connection: 'case_store',
			field: 'intents',
			advice:
				'Find the order first (Shopify Returns: Find Order), or record it with Return Case: Record Event (order.found) with its payments. What a person shall pay goes as payment by_hand.',
		},
	);
}
