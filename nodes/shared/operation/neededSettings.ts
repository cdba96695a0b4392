import type { INode } from 'n8n-workflow';
import type { Settings } from '../model';

type Node = Pick<INode, 'name' | 'type' | 'disabled' | 'parameters'>;

/** Something that only the settings can say, and who works by it. Titles are those of Save Settings. */
interface Need {
	field: string;
	what: string;
	isOf(node: Node): boolean;
	isSet(settings: Settings): boolean;
}

const does = ({ type, parameters }: Node, name: string, resource: string, operation: string) =>
	type === `n8n-nodes-returns.${name}` && parameters?.resource === resource && parameters.operation === operation;
const fills = ({ parameters }: Node, name: string) =>
	Object.keys((parameters?.[name] as object | undefined) ?? {}).length > 0;
const reads = ({ parameters }: Node, setting: string) =>
	new RegExp(`settings\\.${setting}\\b`).test(JSON.stringify(parameters ?? {}));
const writesMessages = (node: Node) => does(node, 'returnMessages', 'message', 'compose');
const buysLabel = (node: Node) => does(node, 'carrierLabels', 'returnLabel', 'create');

const needs: Need[] = [
	{
		field: 'General > Sender',
		what: 'who e-mails come from',
		isOf: (node) => reads(node, 'sender') || writesMessages(node),
		isSet: ({ sender }) => !!sender,
	},
	{
		field: 'General > Operator',
		what: 'who hears of what has no other owner',
		isOf: (node) => reads(node, 'operator') || writesMessages(node),
		isSet: ({ operator, owners }) => !!(operator || owners.operator),
	},
	{
		field: 'Return Address',
		what: 'where labels send parcels',
		isOf: (node) => buysLabel(node) && !fills(node, 'to'),
		isSet: ({ returnAddress }) => !!returnAddress,
	},
	{
		field: 'Usual Parcel',
		what: 'weight and sides of a parcel',
		isOf: (node) => buysLabel(node) && !fills(node, 'parcel'),
		isSet: ({ parcel }) => !!(parcel.weight && parcel.length && parcel.width && parcel.height),
	},
	{
		field: 'Odoo IDs > Location of Goods for Sale',
		what: 'where goods go that are sold again',
		isOf: (node) => does(node, 'odooReturns', 'goods', 'sort'),
		isSet: ({ odoo }) => !!odoo.destinations.restock,
	},
];

/** What nodes work by and the settings do not say, a sentence each: field, meaning, nodes. Pure. */
export function missingSettings(nodes: Node[], settings: Settings): string[] {
	const working = nodes.filter(({ disabled }) => !disabled);
	return needs.flatMap(({ field, what, isOf, isSet }) => {
		const asking = working.filter(isOf).map(({ name }) => name);
		return asking.length && !isSet(settings) ? [`${field} (${what}; for ${asking.join(', ')})`] : [];
	});
}

/** What the templates' flows need of the settings, and whether these say it. Pure. */
export function settingNeeds(settings: Settings): Array<{ field: string; what: string; isSet: boolean }> {
	return needs.map(({ field, what, isSet }) => ({ field, what, isSet: isSet(settings) }));
}

/** What the templates' flows need of the settings and these do not say: field and meaning. Pure. */
export function unsetSettings(settings: Settings): string[] {
	return settingNeeds(settings).flatMap(({ field, what, isSet }) => (isSet ? [] : [`${field}: ${what}`]));
}
