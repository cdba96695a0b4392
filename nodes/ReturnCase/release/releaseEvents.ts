import { creditNoteMisfit, refusedInFull, shopWorth } from '../../shared/case/exceptionOf';
import { format, type CaseException, type NewEvent, type RefundIntent } from '../../shared/model';
import { refundedElsewhere } from '../../shared/operation';
import { deductionToConfirm, type Question } from '../../shared/operation/byHand/question';
import type { Owed } from './owed';
import type { Plan } from './planRelease';

/** What the case learns of a release. */
export function releaseEvents(
	{ due, asked, question, stopped, delayed, told }: Plan,
	{ intents, refused, deductions }: Owed,
): NewEvent[] {
	return [
		...told,
		...due.map((intent): NewEvent => ({
			id: `due ${intent.id}`,
			source: 'flow',
			type: 'refund.due',
			data: { intent },
		})),
		...asked.flatMap((one) => {
			if (question) return asQuestion(one, question);
			return one.confirm ? deductionQuestion(one, deductions) : misfitQuestion(one);
		}),
		...stopped.map(({ intent, dispute }): NewEvent => ({
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
		...(refused && !intents.length ? [refusalOf(refused)] : []),
	];
}

type Asked = Plan['asked'][number];

function misfitQuestion({ intent, misfit }: Asked): NewEvent[] {
	return askFinance(
		intent,
		creditNoteMisfit,
		'a person has seen to its credit note',
		`Refund ${intent.id} of ${format(intent.amount)} waits: its credit note would be refused. ${misfit} Then pay it all the same, pay another amount, or drop it, with Return Case: Decide Refund (the form Decide on a refund).`,
	);
}

function deductionQuestion({ intent, misfit }: Asked, deductions: Owed['deductions']): NewEvent[] {
	const reasons = deductions.map(({ reason }) => reason).join('; ');
	return askFinance(
		intent,
		deductionToConfirm,
		'a person has confirmed the deduction',
		`Refund ${intent.id} is ${format(intent.amount)} because of what inspection takes off. ${reasons}. Pay it all the same, or another amount, with Return Case: Decide Refund (the form Decide on a refund).${alsoMisfit(misfit)}`,
	);
}

/** A question about the whole return stands: each refund asks it. */
function asQuestion({ intent, misfit }: Asked, { code, message }: CaseException): NewEvent[] {
	return askFinance(
		intent,
		code === shopWorth ? shopWorth : refundedElsewhere,
		code === shopWorth ? 'a person has compared it with what the shop says' : 'finance decides',
		`Refund ${intent.id} of ${format(intent.amount)} waits. ${message}${alsoMisfit(misfit)}`,
	);
}

/** What a question about something else says of a credit note that does not fit. */
function alsoMisfit(misfit: string | undefined): string {
	return misfit ? ` Its credit note would be refused, too: ${misfit}` : '';
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
function refusalOf({ message, inspections }: NonNullable<Owed['refused']>): NewEvent {
	return {
		id: `refused ${inspections.join(' ')}`,
		source: 'flow',
		type: 'exception.opened',
		data: { exception: { code: refusedInFull, owner: 'service', message, inspections } },
	};
}
