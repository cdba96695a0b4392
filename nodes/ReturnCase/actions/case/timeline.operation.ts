import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { StoredEvent } from '../../../shared/model';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Timeline',
	value: 'timeline',
	action: 'Get timeline of case',
	description: 'Get the whole history of a case',
};

export const description: INodeProperties[] = [referenceProperty];

export const asTool = 'free';

export const output = z.object({
	reference: z.string(),
	timeline: z.array(StoredEvent),
	/** Whether history and case are as they were written. */
	intact: z.boolean(),
	brokenAt: z.number().int().optional(),
	flaw: z.string().optional(),
});

export async function execute(context: OperationContext): Promise<IDataObject> {
	const { reference } = await context.requireCase();
	const store = context.requireStore();
	const flaw = await store.cases.findFlaw(reference);
	return {
		reference,
		timeline: (await store.cases.timeline(reference)) as unknown as IDataObject[],
		// Whether history and case are as they were written.
		intact: !flaw,
		...(flaw && { brokenAt: flaw.position, flaw: flaw.message }),
	};
}
