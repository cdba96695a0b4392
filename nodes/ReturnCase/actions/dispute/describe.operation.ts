import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { CaseDispute, type CaseState } from '../../../shared/case/caseState';
import { disputeFact } from '../../../shared/case/describeCase';
import { invalidInput } from '../../../shared/model';
import { caseOutput, disputeProperty, referenceProperty, type OperationContext } from '../../../shared/operation';
import { booksOf, DisputeEntry } from '../../dispute/books';
import { Evidence, evidenceOf } from '../../dispute/evidence';
import { DisputeMail, mailOf } from '../../dispute/mail';

export const option = {
	name: 'Describe',
	value: 'describe',
	action: 'Describe dispute with its evidence',
	description: 'Get how a disputed payment stands, the evidence that answers it as one document, and what to book',
};

export const description: INodeProperties[] = [
	referenceProperty,
	disputeProperty('the one that the event is about, else the newest one that is open'),
];

/** A look at the case; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = caseOutput.extend({
	dispute: CaseDispute.extend({ standing: z.string() }),
	evidence: Evidence,
	books: z.array(DisputeEntry),
	/** For finance, ready to be sent. */
	mail: DisputeMail,
});

/** A disputed payment of a case: how it stands, the evidence as one document with the fields that providers ask for, what finance books, and a letter that says it. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const dispute = disputeMeant(state, context);
	const settings = await context.requireStore().settings.get(state.brand);
	const { timeZone } = settings;
	const timeline = await context.requireStore().cases.timeline(state.reference);
	const standing = disputeFact(dispute, timeZone);
	const evidence = evidenceOf(state, dispute, timeline, timeZone);
	const books = booksOf(state, dispute, await context.requireStore().cases.sistersOf(state.reference));
	return {
		reference: state.reference,
		case: state,
		dispute: { ...dispute, standing },
		evidence,
		books,
		mail: mailOf(state, dispute, { standing, evidence, books, settings }),
	} as unknown as IDataObject;
}

const Told = z.object({
	event: z.object({ data: z.object({ dispute: z.union([z.string(), z.object({ id: z.string() })]) }) }),
});

/** The dispute that is named, that the item's event is about, or the newest open one. Throws EffectError that names the choices. */
function disputeMeant({ reference, disputes = [] }: CaseState, context: OperationContext): CaseDispute {
	const named = String(context.param<unknown>('dispute', '') ?? '').trim();
	const told = Told.safeParse(context.item).data?.event.data.dispute;
	const wanted = named || (typeof told === 'object' ? told.id : told);
	const found = wanted
		? disputes.find(({ id }) => id === wanted)
		: (disputes.filter(({ state }) => state === 'open').at(-1) ?? disputes.at(-1));
	if (found) return found;
	throw invalidInput(
		`Return ${reference} has no dispute${wanted ? ` ${wanted.slice(0, 80)}` : ''}`,
		disputes.length
			? `Its disputes are: ${disputes.map(({ id }) => id).join(', ')}.`
			: 'It learns of them from the Stripe Refunds Trigger and the Shopify Returns Trigger.',
		'dispute',
	);
}
