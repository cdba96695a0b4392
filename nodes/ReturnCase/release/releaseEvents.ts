import { refusedInFull, shopWorth } from '../../shared/case/exceptionOf';
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
		...asked.flatMap((intent) => (question ? asQuestion(intent, question) : deductionQuestion(intent, deductions))),
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

function deductionQuestion(intent: RefundIntent, deductions: Owed['deductions']): NewEvent[] {
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
function refusalOf({ message, inspections }: NonNullable<Owed['refused']>): NewEvent {
	return {
		id: `refused ${inspections.join(' ')}`,
		source: 'flow',
		type: 'exception.opened',
		data: { exception: { code: refusedInFull, owner: 'service', message, inspections } },
	};
}
