import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { StoredEvent, type CaseEvent } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { CaseState } from '../../../shared/case/caseState';
import { casesOf, personProperties } from '../../person/casesOf';

export const option = {
	name: 'Export',
	value: 'export',
	action: 'Export data of a person',
	description: 'Get all that the case store knows of one customer, for who asks what is known of them (GDPR Art. 15).',
};

export const description = personProperties;

export const asTool = 'never';

export const output = z.object({
	email: z.string(),
	cases: z.array(
		z.object({
			case: CaseState,
			events: z.array(StoredEvent.omit({ actor: true })),
			/** What the case is called in other systems, which know more of the person. */
			elsewhere: z.record(z.string(), z.string()),
		}),
	),
});

/** All that is stored of one customer. Who of the staff did what is left out: those are other people's data (Art. 15(4)). */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const { email, cases } = await casesOf(context);
	const given = [];
	for (const { review, ...state } of cases) {
		const events = (await store.cases.timeline(state.reference)).map(withoutActor);
		const approvals = review?.approvals.map((approval) => ({ ...approval, by: 'staff' }));
		given.push({
			case: { ...state, ...(review && { review: { ...review, approvals } }) },
			events: events.map((event) =>
				event.type === 'return.approval_given' ? { ...event, data: { ...event.data, by: 'staff' } } : event,
			),
			elsewhere: state.ids,
		});
	}
	return { email, cases: given as unknown as IDataObject[] };
}

function withoutActor(event: CaseEvent): Omit<CaseEvent, 'actor'> {
	const copy = { ...event };
	delete copy.actor;
	return copy;
}
