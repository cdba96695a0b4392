import type { CaseState } from '../../shared/case/caseState';
import { invalidInput } from '../../shared/model';
import type { Act } from './act';

/** Counts what has arrived, line by line. */
export const receive: Act = {
	offers(state) {
		const expected = linesToCome(state);
		if (!expected.length) return [];
		return [
			{
				roles: ['warehouse'],
				text: 'Receive',
				lead: 'Count what has arrived. Leave a line empty when nothing of it came.',
				basis: state.lines.map(({ quantities: { received } }) => received),
				fields: expected.flatMap(({ index, name, missing }) => [
					{ name: `pieces${index}`, label: `${name}: pieces`, hint: `${missing} expected`, kind: 'number', most: 9999 },
					{
						name: `serials${index}`,
						label: `${name}: serial numbers or lots`,
						hint: serialHint,
						kind: 'text',
						most: 2_000,
					},
				]),
			},
		];
	},
	perform(state, { given, mark }) {
		const lines = state.lines.flatMap(({ id, sku }, index) => {
			const quantity = Number(given[`pieces${index}`] ?? '');
			if (!Number.isInteger(quantity) || quantity <= 0) return [];
			const serials = serialsIn(given[`serials${index}`], quantity);
			return [{ line: id, sku, quantity, ...(serials && { serials }) }];
		});
		if (!lines.length) throw invalidInput('Nothing was counted', 'Fill in the pieces of at least one line.', 'pieces');
		return {
			events: [{ id: mark, source: warehouseSource, type: 'return.received', data: { receipt: { id: mark, lines } } }],
		};
	},
};

export const serialHint = 'Only of goods that have one; several with commas between';

/** Serial numbers as they were typed or scanned; undefined: none. Throws EffectError when there are more than pieces. */
export function serialsIn(text = '', pieces: number): string[] | undefined {
	const serials = [
		...new Set(
			text
				.split(/[,;\s]+/)
				.map((one) => one.trim())
				.filter(Boolean),
		),
	];
	if (serials.length > pieces)
		throw invalidInput(
			`There are ${serials.length} serial numbers for ${pieces === 1 ? 'one piece' : `${pieces} pieces`}`,
			'Give each piece one, or count the pieces again.',
			'serials',
		);
	return serials.length ? serials : undefined;
}

/** Source of what people in a warehouse tell at the desk. */
export const warehouseSource = 'warehouse:desk';

/** Lines of which pieces may still come: those that were approved, of a return that is not decided those that were asked for. */
function linesToCome({ lines, verdict, logistics }: CaseState) {
	if (logistics === 'not_expected') return [];
	return lines.flatMap(({ sku, title, quantities: { requested, approved, received } }, index) => {
		const missing = (verdict === 'approved' ? approved : requested) - received;
		return missing > 0 ? [{ index, missing, name: title && title !== sku ? `${title} (${sku})` : sku }] : [];
	});
}
