import type { When } from '../../../shared/model';
import type { Asked, AskedLine, Finding, LineCheck } from '../rule';
import { fitting } from './when';

export type Row = When & { name: string };

/** The first rule of a kind that counts for a line. */
export type Choose<R> = (one: AskedLine, asked: Asked) => R | undefined;

/** Makes the rules of one kind ready to choose from. Undefined without rules. */
export function choosing<R extends Row>(rows: R[] | undefined): Choose<R> | undefined {
	if (!rows?.length) return undefined;
	const ready = rows.map((row) => ({ row, fits: fitting(row) }));
	return (one, asked) => {
		for (const { row, fits } of ready) if (fits(one, asked)) return row;
		return undefined;
	};
}

/** A check for each rule of a kind: of lines that it counts for. */
export function checksOf<R extends Row>(
	rows: R[] | undefined,
	check: (row: R) => (one: AskedLine, asked: Asked) => Omit<Finding, 'row'> | undefined,
): LineCheck[] | undefined {
	return rows?.map((row) => {
		const [fits, judge] = [fitting(row), check(row)];
		return (one, asked) => {
			if (!fits(one, asked)) return undefined;
			const finding = judge(one, asked) as Finding | undefined;
			return finding && { ...finding, row: row.name };
		};
	});
}

/** Whether a rule about the case counts: for one line at least that is still taken back. */
export function fitsAny(row: Row): (asked: Asked, isLeft: (line: string) => boolean) => boolean {
	const fits = fitting(row);
	return (asked, isLeft) => asked.lines.some((one) => isLeft(one.line.id) && fits(one, asked));
}
