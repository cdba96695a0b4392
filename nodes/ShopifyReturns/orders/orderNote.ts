import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError } from '../../shared/model';
import type { MetafieldNode, OrderMarksNode } from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { changeMark, readMarks, type MarkPlace } from './marks';

/*
 * Where staff see notes: a metafield of the order. The order's own note can only be written over, so that what a person types in that moment would be
 * lost, and nobody can write into its time line. A metafield is changed only while it still is as it was read.
 */
export const notesPlace: MarkPlace = { namespace: 'returns', key: 'notes' };

const textType = 'multi_line_text_field';

export const Noted = z.object({
	id: z.string(),
	name: z.string(),
	/** The note as it stands there. */
	text: z.string(),
});
export type Noted = z.infer<typeof Noted>;

export interface OrderNote {
	client: ShopifyClient;
	/** The order's gid. */
	id: string;
	reference: string;
	/** What makes it one note. */
	noteId: string;
	text: string;
}

/** Adds a note to the order, below those that are there; once, whatever its text is by the time it is repeated. */
export function notingEffect({ client, id, reference, noteId, text }: OrderNote): Effect<Noted> {
	const mark = `[${reference} ${createHash('sha256').update(noteId).digest('hex').slice(0, 8)}]`;
	const note = `${text} ${mark}`;
	const shown = ({ name }: OrderMarksNode): Noted => ({ id, name, text: note });
	return {
		key: `${id}/note/${mark}`,
		kind: 'shopify.order_note',
		lookUp: async () => {
			const order = await readMarks(client, id, notesPlace);
			return notesIn(order).includes(mark) ? shown(order) : undefined;
		},
		act: async () =>
			await changeMark(client, { id, place: notesPlace, type: textType }, (order) => {
				const notes = notesIn(order);
				return { shown: shown(order), ...(!notes.includes(mark) && { value: notes ? `${notes}\n${note}` : note }) };
			}),
		preview: async () => {
			const order = await readMarks(client, id, notesPlace);
			notesIn(order);
			return shown(order);
		},
	};
}

/** What stands there. Throws EffectError when that is no text: it is somebody else's, and is left alone. */
function notesIn({ name, metafield }: OrderMarksNode): string {
	if (isText(metafield)) return metafield?.value ?? '';
	throw new EffectError(
		`The metafield ${notesPlace.namespace}.${notesPlace.key} of order ${name} is no text of several lines`,
		{
			category: 'rejected',
			connection: 'shopify',
			advice: 'What is there is left alone. Move it to another metafield, and delete this one.',
		},
	);
}

function isText(metafield: MetafieldNode | null | undefined): boolean {
	return !metafield || metafield.type === textType;
}
