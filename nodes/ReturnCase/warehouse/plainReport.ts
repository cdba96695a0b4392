import { isObject } from '../../shared/model/jsonValues';

/**
 * A message of a warehouse in plain words, as an analyst maps one field by field: `reference`, `receipt` (its number), `location`, `lines` of `sku` or
 * `line`, `quantity`, `serials`, `condition` and `destination`, `grades` (where each condition goes), `cancels` (the number of a receipt that was
 * wrong, its own or another's) and `reason`. It becomes the reports that it stands for, in their order: a receipt that is taken back, what came, what was found. Anything
 * else stays the one report that it is. Pure.
 */
export function reportsOf(body: unknown): unknown[] {
	if (!isObject(body) || 'type' in body || 'data' in body || !('lines' in body || 'cancels' in body)) return [body];
	const { reference, receipt, location, lines, grades, cancels, reason, actor } = body;
	const from = { reference, ...(actor !== undefined && { actor }) };
	const reports: unknown[] = [];
	if (isSaid(cancels))
		reports.push({
			...from,
			type: 'receipt.canceled',
			id: `cancel ${String(cancels)}`,
			data: { receipt: String(cancels), ...(isSaid(reason) && { reason }) },
		});
	if (reports.length && (!isSaid(lines) || String(cancels) === String(receipt))) return reports;
	const number = isSaid(receipt) ? String(receipt) : undefined;
	const came = Array.isArray(lines) ? lines.map(lineOf).filter(({ quantity }) => quantity !== 0) : lines;
	reports.push({
		...from,
		type: 'return.received',
		id: number,
		data: {
			receipt: {
				id: number,
				...(isSaid(location) && { location: String(location) }),
				lines: Array.isArray(came) ? came.map(asCounted) : came,
			},
		},
	});
	const found = Array.isArray(came) ? came.filter((line) => line.condition || line.destination) : [];
	if (found.length)
		reports.push({
			...from,
			type: 'return.inspected',
			id: number,
			data: {
				inspection: { id: number, lines: found.map((line) => ({ ...line, destination: goesTo(line, grades) })) },
			},
		});
	return reports;
}

interface PlainLine {
	quantity: unknown;
	condition?: unknown;
	destination?: unknown;
}

/** Digits are numbers, and what is blank is not said: a CSV and lines of text have nothing but texts. */
function lineOf(line: unknown): PlainLine {
	if (!isObject(line)) return { quantity: line };
	const said = Object.fromEntries(Object.entries(line).filter(([, value]) => isSaid(value)));
	const { quantity } = said;
	const digits = typeof quantity === 'string' && /^\s*\d+(\.0+)?\s*$/.test(quantity);
	return { ...said, quantity: digits ? Number(quantity) : quantity };
}

/** What of a line says what came. */
function asCounted(line: PlainLine): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(line).filter(([key]) => ['line', 'sku', 'quantity', 'serials'].includes(key)),
	);
}

/** A piece of a grade that nobody knows is kept apart. */
function goesTo({ condition, destination }: PlainLine, grades: unknown): unknown {
	if (destination) return destination;
	const known = isObject(grades) && typeof condition === 'string' && Object.hasOwn(grades, condition);
	return known ? grades[condition] : 'quarantine';
}

const isSaid = (value: unknown) => value !== undefined && value !== null && value !== '';
