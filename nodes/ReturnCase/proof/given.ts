import { createHash } from 'node:crypto';
import type { CaseState } from '../../shared/case/caseState';
import { invalidInput, parsedInput, Proof, type NewEvent } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';

/** The proof that the parameters and the item's file give. Throws EffectError when there is none, or of a line that the return does not have. */
export async function proofOf(context: OperationContext, state: CaseState): Promise<Proof> {
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

/** What the case records: the same file, or the same address, of the same line is one proof. */
export function proofEvent(reference: string, proof: Proof, who: string): NewEvent {
	const what = proof.sha256 ?? createHash('sha256').update(proof.keptAt).digest('hex').slice(0, 32);
	return {
		source: 'case',
		id: `${reference}/proof/${what}/${proof.line ?? 'all'}`,
		type: 'return.proof_given',
		...(who && { actor: who }),
		data: { proof },
	};
}
