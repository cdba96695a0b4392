import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	factsOutput,
	outcome,
	effectOptions,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { z } from 'zod';
import { VoidedLabel } from '../../carriers';
import { labelIdProperty } from './request';
import { type Voiding, voidAll, labelsToVoid } from '../../labels/voiding';

export const option = {
	name: 'Void',
	value: 'void',
	action: 'Void return label',
	description: 'Give unused labels back; one that the carrier has scanned is left alone',
};

export const description: INodeProperties[] = [
	referenceProperty,
	labelIdProperty('Empty: every label that the case has and that is not voided yet.'),
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	voiding: z.object({
		labels: z.array(VoidedLabel),
		/** In a test run: what would be done. */
		messages: z.array(z.string()).optional(),
		outcome: z.enum([...outcome.options, 'nothing_to_do']),
	}),
});

/** Gives unused labels back. One that is in use, or that the carrier keeps, is an outcome and no error; no label is nothing to do. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { groups, foreign } = await labelsToVoid(context);
	if (!groups.length) return { voiding: { labels: foreign, outcome: 'nothing_to_do' } };
	const labels: VoidedLabel[] = [];
	let done: IDataObject = {};
	for (const [index, group] of groups.entries()) {
		const endsStep = index === groups.length - 1;
		done = await voidAll(context, group, endsStep);
		labels.push(...(done.voiding as unknown as Voiding).labels);
	}
	return {
		...done,
		voiding: { ...(done.voiding as IDataObject), labels: [...labels, ...foreign] as unknown as IDataObject[] },
	};
}
