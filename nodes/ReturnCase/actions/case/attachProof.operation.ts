import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { waitsForDecision } from '../../../shared/case/standing';
import { Proof } from '../../../shared/model';
import { effectOptions, recordedOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { proofEvent, proofOf } from '../../proof/given';

export const option = {
	name: 'Attach Proof',
	value: 'attachProof',
	action: 'Attach proof to a return',
	description: 'Record a photo or another file that shows something of the goods; a return that waits is decided anew',
};

const textProperty = (displayName: string, name: string, more: Partial<INodeProperties>): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	...more,
});

export const description: INodeProperties[] = [
	referenceProperty,
	textProperty('Input Data Field Name', 'binaryProperty', {
		placeholder: 'e.g. data',
		hint: 'The name of the input binary field that holds the file',
		description: 'The case keeps its name, kind, size and SHA-256, and not the file. Blank: only an address is given.',
	}),
	textProperty('Kept At', 'keptAt', {
		placeholder: 'e.g. https://…/photo.jpg',
		description:
			'Where the file is. Blank: where n8n keeps the binary data of this item, which n8n deletes together with the execution.',
	}),
	textProperty('Line or SKU', 'line', {
		placeholder: 'e.g. TEE-BLUE-M',
		description: 'What of the return it shows. Blank: all of it.',
	}),
	textProperty('Note', 'note', { description: 'Kept in the case, for staff' }),
	textProperty('Who', 'who', {
		placeholder: 'e.g. {{ $json.user.email }}',
		description: 'Who has given it. Blank: an actor or signed-in user of the item.',
	}),
	effectOptions,
];

/** It decides nothing: the step that it starts does. */
export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = recordedOutput.extend({
	proof: Proof.extend({
		outcome: z.enum(['done', 'already_done', 'dry_run']),
		/** The return waits for a decision: steps that start on `return.proof_given` decide it anew. */
		decidedAnew: z.boolean(),
	}),
});

/** Records what shows something of a return. The same file, or the same address, of the same line is recorded once. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const proof = await proofOf(context, state);
	const who = String(context.param<unknown>('who', '') ?? '').trim();
	const recorded = await context.recordEvents([proofEvent(state.reference, proof, who)]);
	const [one] = context.recorded;
	// The same content at another place, or with another note, is the same proof.
	const outcome = !one ? 'dry_run' : one.duplicate || one.conflict ? 'already_done' : 'done';
	return { ...recorded, proof: { ...proof, outcome, decidedAnew: outcome === 'done' && waitsForDecision(state) } };
}
