import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { referenceProperty, type OperationContext } from '../../../shared/effect';

export const description: INodeProperties[] = [referenceProperty];

export async function execute(context: OperationContext): Promise<IDataObject> {
	const { reference } = await context.requireCase();
	const store = context.requireStore();
	const broken = await store.verify(reference);
	return {
		reference,
		timeline: (await store.timeline(reference)) as unknown as IDataObject[],
		// Whether the history is as it was written.
		intact: broken === undefined,
		...(broken !== undefined && { brokenAt: broken }),
	};
}
