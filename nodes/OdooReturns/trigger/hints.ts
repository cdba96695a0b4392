import { z } from 'zod';
import type { CaseStore, InboxRow } from '../../shared/store/store';

const source = 'odoo';
const prefix = 'hint:';

const Hint = z.object({ _model: z.string(), _id: z.number().int().positive() });

/** A document that something happened to, as Odoo says it. Its payload is from the middle of a transaction: nothing else of it counts. */
export interface Hint {
	model: string;
	id: number;
}

/** What Odoo sent; undefined when it is nothing of an automation. */
export function readHint(body: string): Hint | undefined {
	try {
		const { _model: model, _id: id } = Hint.parse(JSON.parse(body));
		return { model, id };
	} catch {
		return undefined;
	}
}

/** Stores a hint before Odoo gets its answer. `name` is another for each call: Odoo sends the same words for each change of a document. */
export async function keepHint(store: CaseStore, receiver: string, name: string, { model, id }: Hint): Promise<string> {
	const entry = `${prefix}${name}@${receiver}`;
	await store.inbox.put({
		source,
		id: entry,
		topic: model,
		body: JSON.stringify({ _model: model, _id: id }),
		subject: receiver,
		receiver,
	});
	return entry;
}

/** Hints of a trigger that a crash, or an Odoo that could not be asked, left undone, a page at a time: done ones are on no later page. */
export async function leftHints(
	store: CaseStore,
	receiver: string,
	after?: InboxRow,
): Promise<Array<{ entry: InboxRow; hint: Hint | undefined }>> {
	const waiting = await store.inbox.waiting({ source, subject: receiver, after, limit: 200 });
	return waiting.map((entry) => ({ entry, hint: readHint(entry.body) }));
}

export async function hintDone(store: CaseStore, entry: string): Promise<void> {
	await store.inbox.mark(source, entry, 'read');
}
