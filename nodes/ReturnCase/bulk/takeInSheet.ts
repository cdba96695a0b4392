import { csvText } from '../../shared/model';
import type { CaseStore } from '../../shared/store';
import type { ChannelAnswer } from '../channel/answer';
import { takeInMessage, type Taking } from '../channel/takeInMessage';
import type { SheetReturn } from './sheet';

/** What became of a return of a sheet. */
export type RowResult = Pick<ChannelAnswer, 'outcome' | 'message' | 'field' | 'advice' | 'reference'> & {
	rows: number[];
	id?: string;
};

/**
 * Takes in the returns of a sheet, one after the other. Each is opened once: what was taken in before, by this sheet or an earlier one, says so and
 * changes nothing, so a sheet that was cut off is simply taken in again. What cannot be taken stops none of the others.
 */
export async function takeInSheet(store: CaseStore, returns: SheetReturn[], taking: Taking): Promise<RowResult[]> {
	const results: RowResult[] = [];
	for (const { rows, message } of returns) {
		const { answer } = await takeInMessage(store, message, taking);
		const { outcome, message: what, field, advice, reference } = answer;
		results.push({
			rows,
			...(message.id ? { id: String(message.id) } : {}),
			outcome,
			message: what,
			...(field && { field }),
			...(advice && { advice }),
			...(reference && { reference }),
		});
		// Other work of this n8n has its turn.
		await new Promise((resolve) => setImmediate(resolve));
	}
	return results;
}

/** The results as a sheet, for whoever sent it. */
export function resultsCsv(results: RowResult[]): string {
	return csvText([
		['rows', 'id', 'outcome', 'reference', 'field', 'message', 'advice'],
		...results.map(({ rows, id = '', outcome, reference = '', field = '', message, advice = '' }) => [
			rows.join(' '),
			id,
			outcome,
			reference,
			field,
			message,
			advice,
		]),
	]);
}

const mostTold = 20;

/** The results in words: how many, and the first rows that were not taken, with what is wrong with them. */
export function reportOf(results: RowResult[]): string {
	const count = (outcome: RowResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
	const wrong = results.filter(({ outcome }) => outcome === 'refused' || outcome === 'conflicting');
	return [
		`${count('opened')} of ${results.length} returns are opened, ${count('duplicate')} were there before, ${wrong.length} were not taken.`,
		...wrong.slice(0, mostTold).map(({ rows, message }) => `Row ${rows.join(', ')}: ${message}.`),
		...(wrong.length > mostTold ? [`And ${wrong.length - mostTold} more.`] : []),
	].join(' ');
}
