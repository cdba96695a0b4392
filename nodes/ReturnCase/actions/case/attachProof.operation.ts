import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { CaseState } from '../../../shared/case/caseState';
import { waitsForDecision } from '../../../shared/case/standing';
import { invalidInput, parsedInput, Proof } from '../../../shared/model';
import { effectOptions, recordedOutput, referenceProperty, type OperationContext } from '../../../shared/operation';

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
	const who = textOf(context, 'who');
	const recorded = await context.recordEvents([
		{
			source: 'case',
			id: `${state.reference}/proof/${proof.sha256 ?? hashOf(proof.keptAt)}/${proof.line ?? 'all'}`,
			type: 'return.proof_given',
			...(who && { actor: who }),
			data: { proof },
		},
	]);
	const [one] = context.recorded;
	// The same content at another place, or with another note, is the same proof.
	const outcome = !one ? 'dry_run' : one.duplicate || one.conflict ? 'already_done' : 'done';
	return { ...recorded, proof: { ...proof, outcome, decidedAnew: outcome === 'done' && waitsForDecision(state) } };
}

async function proofOf(context: OperationContext, state: CaseState): Promise<Proof> {
	const field = textOf(context, 'binaryProperty');
	const file = field ? await fileOf(context, field) : undefined;
	const keptAt = textOf(context, 'keptAt') || file?.keptAt;
	if (!keptAt)
		throw invalidInput(
			field ? 'n8n keeps this file only as long as the flow runs' : 'There is no proof',
			field
				? 'Store the file with another node and give its address in Kept At, or let n8n keep binary data outside the memory (N8N_DEFAULT_BINARY_DATA_MODE).'
				: 'Name the input binary field that holds the file, or give its address in Kept At.',
			'keptAt',
		);
	const [line, note] = [lineOf(state, textOf(context, 'line')), textOf(context, 'note')];
	const proof = { ...file, keptAt, ...(line && { line }), ...(note && { note }) };
	return parsedInput(Proof, proof, 'proof', 'Give the address where the file is, and a short note.');
}

/** What is known of the file itself; `keptAt` only where n8n keeps it outside its memory. */
async function fileOf(context: OperationContext, field: string): Promise<Partial<Proof>> {
	const { node, itemIndex } = context;
	const { id, fileName, mimeType } = node.helpers.assertBinaryData(itemIndex, field);
	const content = await node.helpers.getBinaryDataBuffer(itemIndex, field);
	return {
		sha256: createHash('sha256').update(content).digest('hex'),
		...(id && { keptAt: `n8n:${id}` }),
		...(fileName && { fileName }),
		...(mimeType && { mimeType }),
		size: content.length,
	};
}

/** The id of the line that is named by it or by its SKU; undefined when blank. Throws EffectError when the return has none. */
function lineOf({ reference, lines }: CaseState, named: string): string | undefined {
	if (!named) return undefined;
	const found =
		lines.find(({ id }) => id === named) ?? lines.find(({ sku }) => sku.toLowerCase() === named.toLowerCase());
	if (found) return found.id;
	throw invalidInput(
		`${reference} has no line "${named.slice(0, 60)}"`,
		`It has: ${lines.map(({ id, sku }) => sku || id).join(', ')}.`,
		'line',
	);
}

function textOf(context: OperationContext, name: string): string {
	return String(context.param<unknown>(name, '') ?? '').trim();
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
