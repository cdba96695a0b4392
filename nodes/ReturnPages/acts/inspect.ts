import type { CaseState } from '../../shared/case/caseState';
import { totalOf } from '../../shared/case/quantities';
import { conditions, destinations, invalidInput, type Destination } from '../../shared/model';
import type { Act } from './act';
import { serialHint, serialsIn, warehouseSource } from './receive';

/** More rows than that for one line, and nobody would fill them in. */
const mostRows = 8;

/** What each destination means to who sorts. */
export const destinationWords: Record<Destination, string> = {
	restock: 'Back on the shelf',
	quarantine: 'Set aside',
	refurbish: 'Refurbish',
	vendor: 'Back to the vendor',
	donate: 'Donate',
	recycle: 'Recycle',
	scrap: 'Scrap',
	customer: 'Back to the customer, not refunded',
};

/** Looks at received pieces one by one: condition, where each goes, and what is wrong with it. */
export const inspect: Act = {
	offers(state) {
		const rows = rowsOf(state);
		if (!rows.length) return [];
		return [
			{
				roles: ['warehouse'],
				text: 'Record the inspection',
				lead: 'A piece without a place stays to be inspected.',
				basis: state.lines.map(({ quantities: { received, inspected } }) => [received, inspected]),
				fields: rows.flatMap(({ key, name, left, last }) => [
					{
						name: `destination${key}`,
						label: `${name}: goes to`,
						kind: 'choice',
						options: [['', 'Inspect later'], ...destinations.map((one) => [one, destinationWords[one]] as const)],
					},
					{
						name: `condition${key}`,
						label: `${name}: condition`,
						kind: 'text',
						proposed: conditions,
						most: 80,
					},
					{
						name: `note${key}`,
						label: `${name}: what is wrong`,
						hint: 'The customer may read it.',
						kind: 'text',
					},
					{ name: `serial${key}`, label: `${name}: serial number or lot`, hint: serialHint, kind: 'text' },
					{ name: `photo${key}`, label: `${name}: photo`, kind: 'photo' },
					...(last && left > 1
						? [
								{
									name: `pieces${key}`,
									label: `${name}: how many of these ${left} pieces`,
									kind: 'number' as const,
									value: '1',
									most: left,
								},
							]
						: []),
				]),
			},
		];
	},
	perform(state, { given, mark }) {
		const lines = rowsOf(state).flatMap(({ key, line, sku }) => {
			const destination = destinations.find((one) => one === given[`destination${key}`]);
			const quantity = Number(given[`pieces${key}`] ?? '1');
			if (!destination || !Number.isInteger(quantity) || quantity < 1) return [];
			const note = given[`note${key}`];
			const evidence = given[`photo${key}`];
			const serials = serialsIn(given[`serial${key}`], quantity);
			return [
				{
					line,
					sku,
					quantity,
					condition: given[`condition${key}`] || 'unknown',
					destination,
					...(note && { note }),
					...(evidence && { evidence }),
					...(serials && { serials }),
				},
			];
		});
		if (!lines.length)
			throw invalidInput('Nothing was inspected', 'Say for at least one piece where it goes.', 'destination');
		return {
			events: [
				{ id: mark, source: warehouseSource, type: 'return.inspected', data: { inspection: { id: mark, lines } } },
			],
		};
	},
};

/** A row for each piece that was received and not yet inspected; the last row of many stands for all the others. */
function rowsOf({ lines }: CaseState) {
	return lines.flatMap(({ id, sku, title, quantities: { received, inspected } }, index) => {
		const left = received - totalOf(inspected);
		const rows = Math.min(left, mostRows);
		return Array.from({ length: Math.max(0, rows) }, (_, row) => ({
			key: `${index}.${row}`,
			line: id,
			sku,
			name: `${title || sku}${left > 1 ? `, piece ${row + 1}` : ''}`,
			/** How many pieces this row can stand for. */
			left: left - row,
			last: row === rows - 1,
		}));
	});
}
