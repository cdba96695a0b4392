import { formerKey } from '../../workflows/formerTemplates';
import type { Template } from '../../workflows/template';

/** The lanes of a return on one canvas, as an earlier version of the templates brought them. */
export function oneCanvas(templates: Template[]): Template {
	const lanes = templates.filter(({ key }) => formerKey(key!) === formerKey('01-authorise'));
	return {
		...lanes[0],
		key: formerKey('01-authorise'),
		name: 'Return to refund',
		nodes: lanes.flatMap(({ key, nodes }) =>
			nodes.map((node) => (node.type.endsWith('.stickyNote') ? { ...node, name: `${node.name} of ${key}` } : node)),
		),
		connections: Object.assign({}, ...lanes.map(({ connections }) => connections)),
	};
}
