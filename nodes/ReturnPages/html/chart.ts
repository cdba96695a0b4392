import { h } from 'preact';
import type { Node } from './view';

const [rowHeight, labelWidth, width] = [28, 220, 640];

/** Bars, one under the other, as SVG. The numbers stand beside it in a table, so readers skip it. */
export function bars(title: string, rows: Array<[label: string, value: number]>): Node {
	const most = Math.max(1, ...rows.map(([, value]) => value));
	return h(
		'svg',
		{ class: 'chart', viewBox: `0 0 ${width} ${rows.length * rowHeight}`, 'aria-hidden': 'true', 'data-chart': title },
		rows.flatMap(([label, value], index) => {
			const y = index * rowHeight;
			const length = Math.round((value / most) * (width - labelWidth - 60));
			return [
				h('text', { x: 0, y: y + 19 }, label.length > 28 ? `${label.slice(0, 27)}…` : label),
				h('rect', { x: labelWidth, y: y + 4, width: length, height: rowHeight - 8, rx: 3 }),
				h('text', { x: labelWidth + length + 8, y: y + 19 }, value.toLocaleString('en')),
			];
		}),
	);
}
