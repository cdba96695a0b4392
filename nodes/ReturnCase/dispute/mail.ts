import { z } from 'zod';
import type { CaseDispute, CaseState } from '../../shared/case/caseState';
import { nameOf, waitingFor } from '../../shared/case/disputes';
import { format, markup, ownerAddress, type Settings } from '../../shared/model';
import type { DisputeEntry } from './books';
import type { Evidence } from './evidence';

/** What finance is written about a dispute, ready to be sent. */
export const DisputeMail = z.object({
	/** Absent: nobody is set who looks after finance, or no sender. */
	to: z.string().optional(),
	from: z.string().optional(),
	subject: z.string(),
	text: z.string(),
	html: z.string(),
});
export type DisputeMail = z.infer<typeof DisputeMail>;

interface About {
	standing: string;
	evidence: Evidence;
	books: DisputeEntry[];
	settings: Settings;
}

/** The letter to finance: how the dispute stands, what becomes of refunds, what to do and to book, and while it is open the evidence. Pure. */
export function mailOf(
	state: CaseState,
	dispute: CaseDispute,
	{ standing, evidence, books, settings }: About,
): DisputeMail {
	const to = ownerAddress(settings, 'finance');
	const parts = [
		`${standing}.`,
		refundsLine(state, dispute),
		whatToDo(dispute),
		...(books.length
			? [
					[
						'To book:',
						...books.map(
							({ debit, credit, amount, says, expected }) =>
								`${format(amount)}: debit ${debit}, credit ${credit}. ${says}${expected ? ' (expected; the payout says what it was)' : ''}.`,
						),
					].join('\n'),
				]
			: []),
	].filter((part): part is string => !!part);
	const letter = parts.map((part) => markup`<p>${part}</p>`.text.replaceAll('\n', '<br>')).join('');
	const isOpen = dispute.state === 'open';
	return {
		...(to && { to }),
		...(settings.sender && { from: settings.sender }),
		subject: `${nameOf(dispute)} ${words(dispute)} (${state.reference})`,
		text: [...parts, ...(isOpen ? [evidence.text] : [])].join('\n\n'),
		html: isOpen ? evidence.html.replace('<body>', () => `<body>${letter}`) : letter,
	};
}

function words({ state, dueAt }: CaseDispute): string {
	if (state === 'over') return 'is over';
	if (state === 'lost' || state === 'prevented') return `is ${state}`;
	return dueAt ? `must be answered by ${dueAt.slice(0, 10)}` : 'must be answered';
}

function refundsLine(state: CaseState, { id }: CaseDispute): string {
	const name = ({ intent }: CaseState['refunds'][number]) => `${intent.id} (${format(intent.amount)})`;
	const waiting = waitingFor(state, id).map(name);
	const dropped = state.refunds.filter((leg) => leg.dispute === id && leg.state === 'dropped').map(name);
	const due = state.refunds.filter((leg) => leg.dispute === id && leg.state === 'due').map(name);
	return [
		waiting.length && `Wait for it: ${waiting.join(', ')}.`,
		dropped.length && `Canceled: ${dropped.join(', ')}.`,
		due.length && `Are paid now: ${due.join(', ')}.`,
	]
		.filter(Boolean)
		.join(' ');
}

function whatToDo({ state, phase, provider }: CaseDispute): string {
	const where = provider === 'stripe' ? 'Stripe' : provider === 'shopify' ? 'Shopify' : 'the payment provider';
	if (state === 'prevented') return `Look in ${where} how the customer got the money, before anything more is paid.`;
	if (state !== 'open') return '';
	if (phase === 'inquiry')
		return `Pay the customer back, which ends it, or answer it in ${where} with the evidence below.`;
	return `Read the evidence below, add what is missing (the tracking of the parcel to the customer), and send it in ${where}; or accept the dispute there.`;
}
