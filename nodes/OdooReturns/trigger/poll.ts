import { Taking } from '../../shared/trigger';
import { odooTime, newCursor, cursorText, parseCursor, sharedFrom } from '../changes/cursor';
import { changedPages, type Changed } from '../changes/readChanges';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import type { Progress } from './memory';
import type { Reading } from './reading';
import type { EventName, Watch } from './watches';

/** Longer than the longest transaction (docs/facts/odoo.md#changes-show-when-their-transaction-ends). */
export const overlapMinutes = 10;
const pageSize = 500;
/** So many unfinished documents of the time before the trigger are kept, the newest. */
const keptBefore = 5_000;

/** A change that the trigger may tell. */
export interface Happening {
	event: EventName;
	model: string;
	id: number;
	changedAt: string;
}

/**
 * Where a watch begins: what happened before is not told, but what happens from now on to a document that was there is, and what a
 * transaction wrote that has begun before now and is not visible yet.
 */
export async function beginWatch(odoo: Odoo, watch: Watch): Promise<Progress> {
	const since = sharedFrom(odooTime(await odoo.now()), overlapMinutes);
	const there = await documents(odoo, watch, ['|', ['write_date', '>=', since], ...watch.open]);
	const before = Object.fromEntries(there.slice(-keptBefore).map((one) => [one.id, watch.events(one)]));
	return {
		cursor: cursorText(newCursor(watch.model, since)),
		since: `${since.replace(' ', 'T')}.000Z`,
		before,
		of: scopeOf(watch),
	};
}

/** What tells whether a cursor is still good for a watch. */
export function scopeOf({ of, model }: Watch): string {
	return JSON.stringify([model, of]);
}

/** What becomes of each happening that a watch reads. */
export interface Telling {
	tell(one: Happening): Promise<void>;
	/** Tells somebody of one that cannot be told, for good. */
	leave(one: Happening, why: string): Promise<void>;
	/** Whether the rest is left to the next poll. */
	isEnough(): boolean;
}

/**
 * Tells what has happened since the last poll; the reading advances behind what was told. What cannot be told holds up nothing else: the
 * reading stays before it, so that the next poll meets it again, and the first such failure is given back.
 */
export async function readWatch(odoo: Odoo, reading: Reading, watch: Watch, telling: Telling): Promise<unknown> {
	let progress = reading.of(watch.model, scopeOf(watch));
	if (!progress) return void (await reading.advance(watch.model, await beginWatch(odoo, watch)));
	const { tell, leave, isEnough } = telling;
	const taking = new Taking(progress.untaken);
	const query = {
		kind: { name: '', model: watch.model, domain: [...watch.of, ...watch.told], fields: watch.fields },
		fields: watch.fields,
		domain: [],
		overlapMinutes,
		pageSize,
	};
	for await (const { changed, cursor } of changedPages(odoo, query, parseCursor(progress.cursor, watch.model))) {
		for (const one of changed)
			for (const happening of happenings(watch, one, progress))
				await taking.take(
					nameOf(happening),
					async () => await tell(happening),
					async (why) => await leave(happening, why),
				);
		// A pass that begins anew has come to its end.
		const untaken = taking.untaken(cursor.began === undefined);
		progress = { ...progress, untaken, ...(!taking.isHeld && { cursor: cursorText(cursor) }) };
		await reading.advance(watch.model, progress);
		if (isEnough()) break;
	}
	return taking.failure;
}

/** An event's name: a document tells each of its states once. */
export function nameOf({ event, model, id }: Happening): string {
	return `${model}/${id}/${event}`;
}

/** Nothing was there before: for test runs. */
export const anything: Pick<Progress, 'since' | 'before'> = { since: '', before: {} };

/** What has happened to one document, as Odoo has it now; nothing when it is none of the watch's, or gone. */
export async function lookAt(
	odoo: Odoo,
	watch: Watch,
	id: number,
	progress: Pick<Progress, 'since' | 'before'>,
): Promise<Happening[]> {
	return (await documents(odoo, watch, [['id', '=', id]])).flatMap((one) => happenings(watch, one, progress));
}

/** What of a document's history is not from before the trigger. */
export function happenings(
	watch: Watch,
	document: Changed,
	{ since, before }: Pick<Progress, 'since' | 'before'>,
): Happening[] {
	const { id, changedAt } = document;
	const known = before[id] ?? (String(document.create_date) >= since ? [] : undefined);
	return known
		? watch
				.events(document)
				.filter((event) => !known.includes(event))
				.map((event) => ({ event, model: watch.model, id, changedAt }))
		: [];
}

async function documents(odoo: Odoo, watch: Watch, domain: Domain): Promise<Changed[]> {
	const query = {
		kind: { name: '', model: watch.model, domain: watch.of, fields: watch.fields },
		fields: watch.fields,
		domain,
		overlapMinutes,
		pageSize: 5_000,
	};
	const found: Changed[] = [];
	for await (const { changed } of changedPages(odoo, query, newCursor(watch.model))) found.push(...changed);
	return found;
}

/** The newest document of a watch that tells an event: what a test run shows. */
export async function newest(odoo: Odoo, watch: Watch): Promise<Happening[]> {
	const [found] = (await odoo.call(
		watch.model,
		'search',
		{ domain: [...watch.of, ...watch.told], order: 'write_date desc, id desc', limit: 1 },
		{ repeatable: true },
	)) as number[];
	return found ? await lookAt(odoo, watch, found, anything) : [];
}
