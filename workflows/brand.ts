import type { INodeTypeDescription } from 'n8n-workflow';
import { isRecord } from './merge/flow';
import type { Template, TemplateNode } from './template';

/** Whether a node type has a parameter. */
export type HasParameter = (node: TemplateNode, parameter: string) => boolean;

export const hasParameterOf =
	(descriptionOf: (type: string) => INodeTypeDescription | undefined): HasParameter =>
	(node, parameter) =>
		!!descriptionOf(node.type)?.properties.some(({ name }) => name === parameter);

/** Accounts that belong to one shop: another shop's is never taken instead. */
const SHOPS_OWN = ['returnsShopifyApi'];

/** A name of a brand: letters, digits, `-` and `_`. */
export function checkBrand(brand: string): void {
	if (!/^[a-z0-9][a-z0-9_-]*$/i.test(brand) || brand === 'default')
		throw new Error(`"${brand}" cannot be a brand: use letters, digits, - and _, for example shop-b`);
}

/**
 * A template for one more shop in the same n8n: it takes only cases of its brand, has addresses of its own, and its name tells.
 * @param hasParameter whether a node type has a parameter, such as Brand
 * @param others templates whose forms and webhooks it may link to
 */
export function forBrand(
	template: Template,
	brand: string,
	hasParameter: HasParameter,
	others: Template[] = [],
): Template {
	const ofBrand = (path: string) => `${path}-${brand}`;
	const paths = new Map([template, ...others].flatMap(pathsOf).map((path) => [path, ofBrand(path)]));
	const nodes = template.nodes.map((node) => {
		const rest = { ...node };
		delete rest.webhookId; // an address of its own
		const parameters = withPath({ ...node.parameters }, node.type, ofBrand);
		for (const name of ['brand', 'brands']) if (hasParameter(node, name)) parameters[name] = brand;
		return { ...rest, parameters };
	});
	return {
		...template,
		name: `${template.name} (${brand})`,
		nodes: nodes.map((node) => ({
			...node,
			parameters: withAddresses(node.parameters, paths) as Record<string, unknown>,
		})),
	};
}

/** The template of the shop that has no name of its own, beside others: it leaves their cases to them. */
export function besideBrands(template: Template, brands: string[], hasParameter: HasParameter): Template {
	if (brands.length === 0) return template;
	return {
		...template,
		nodes: template.nodes.map((node) => {
			if (hasParameter(node, 'brands'))
				return { ...node, parameters: { ...node.parameters, brands: brands.map((brand) => `-${brand}`).join(', ') } };
			return isTrigger(node) && hasParameter(node, 'brand')
				? { ...node, parameters: { ...node.parameters, brand: 'default' } }
				: node;
		}),
	};
}

/** Names that an account of a brand may have, best first, for the name that the template uses. */
export function accountNames(brand: string): (type: string, name: string) => string[] {
	if (!brand) return (_type, name) => [name];
	const own = `(${brand})`;
	return (type, name) => [
		name.endsWith(own) ? name : `${name} ${own}`,
		...(SHOPS_OWN.includes(type) ? [] : [name.replace(` ${own}`, '')]),
	];
}

const isTrigger = ({ type }: TemplateNode) => type.endsWith('Trigger');

/** Forms, webhooks and pages are reached by a path, which n8n gives to one workflow only. */
function withPath(
	parameters: Record<string, unknown>,
	type: string,
	change: (path: string) => string,
): Record<string, unknown> {
	if (!/\.(formTrigger|webhook|returnPortalTrigger)$/.test(type)) return parameters;
	const options = isRecord(parameters.options) ? parameters.options : {};
	if (typeof parameters.path === 'string') return { ...parameters, path: change(parameters.path) };
	if (typeof options.path === 'string') return { ...parameters, options: { ...options, path: change(options.path) } };
	return parameters;
}

/** Paths of a template's forms, webhooks and pages. */
function pathsOf({ nodes }: Template): string[] {
	const paths: string[] = [];
	for (const { parameters, type } of nodes) withPath(parameters ?? {}, type, (path) => (paths.push(path), path));
	return paths;
}

/** Texts and links that name a form's or webhook's address. */
function withAddresses(value: unknown, paths: ReadonlyMap<string, string>): unknown {
	if (typeof value === 'string') {
		return [...paths].reduce(
			(text, [from, to]) =>
				text.replace(new RegExp(`(form|webhook)/${from.replace(/[^\w/]/g, '\\$&')}(?![\\w-])`, 'g'), `$1/${to}`),
			value,
		);
	}
	if (Array.isArray(value)) return value.map((one) => withAddresses(one, paths));
	return isRecord(value)
		? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withAddresses(one, paths)]))
		: value;
}
