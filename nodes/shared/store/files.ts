import { all, first, type Database, type Work } from './database';
import type { Clock } from './eventRow';
import type { StoredFile } from './store';

type Context = Pick<Database, 'db'> & { clock: Clock };
interface Place {
	reference: string;
	name: string;
}

/** Keeps a file of a case; the first one of a name stays. */
export function* putFile(
	{ db, clock }: Context,
	{ reference, name }: Place,
	{ mimeType, content }: StoredFile,
): Work<void> {
	yield* all(
		db
			.insertInto('files')
			.values({
				reference,
				name,
				mime_type: mimeType,
				content: content.toString('base64'),
				made_at: new Date(clock.now()).toISOString(),
			})
			.onConflict((conflict) => conflict.columns(['reference', 'name']).doNothing()),
	);
}

export function* readFile({ db }: Pick<Context, 'db'>, { reference, name }: Place): Work<StoredFile | undefined> {
	const row = yield* first(
		db.selectFrom('files').select(['mime_type', 'content']).where('reference', '=', reference).where('name', '=', name),
	);
	return row && { mimeType: row.mime_type, content: Buffer.from(row.content, 'base64') };
}
