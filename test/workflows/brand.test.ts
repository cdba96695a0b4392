import type { INodeType } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ReturnCaseTrigger } from '../../nodes/ReturnCase/ReturnCaseTrigger.node';
import { ReturnPortalTrigger } from '../../nodes/ReturnPages/ReturnPortalTrigger.node';
import { ShopifyReturnsTrigger } from '../../nodes/ShopifyReturns/ShopifyReturnsTrigger.node';
import { besideBrands, checkBrand, forBrand, hasParameterOf } from '../../workflows/brand';
import { readTemplates, type Template } from '../../workflows/template';

const types: Record<string, INodeType> = {
	returnCase: new ReturnCase(),
	returnCaseTrigger: new ReturnCaseTrigger(),
	shopifyReturnsTrigger: new ShopifyReturnsTrigger(),
	returnPortalTrigger: new ReturnPortalTrigger(),
};
const hasParameter = hasParameterOf((type) => types[type.split('.')[1]]?.description);
const returns = readTemplates(['return']);
const named = (key: string) => returns.find((one) => one.key === key)!;
const main = named('01-authorise');
const parameters = (template: Template, type: string, name: string) =>
	template.nodes.filter((node) => node.type === `n8n-nodes-returns.${type}`).map((node) => node.parameters?.[name]);

describe('a template for one more shop', () => {
	const nord = forBrand(main, 'nord', hasParameter);
	const pathsOf = (templates: Template[]) =>
		[...JSON.stringify(templates).matchAll(/"path":"([^"]+)"/g)].map(([, path]) => path);

	it('takes only cases of its brand', () => {
		expect(new Set(parameters(nord, 'returnCaseTrigger', 'brands'))).toEqual(new Set(['nord']));
		expect(parameters(nord, 'shopifyReturnsTrigger', 'brand')).toEqual(['nord']);
		expect(nord.nodes.find(({ name }) => name === 'Save Settings')?.parameters).toMatchObject({ brand: 'nord' });
	});

	it('has a name and addresses of its own', () => {
		expect(nord.name).toBe('Authorise (nord)');
		const all = returns.map((template) => forBrand(template, 'nord', hasParameter));
		expect(pathsOf(returns).length).toBeGreaterThan(3);
		expect(pathsOf(all)).toEqual(pathsOf(returns).map((path) => `${path}-nord`));
		expect(all.flatMap(({ nodes }) => nodes).filter(({ webhookId }) => webhookId)).toEqual([]);
	});

	it('has pages for customers of its own', () => {
		const portal = forBrand(
			readTemplates(['12']).find(({ key }) => key === '12-portal')!,
			'nord',
			hasParameter,
		);
		const [page] = portal.nodes.filter(({ type }) => type.endsWith('.returnPortalTrigger'));
		expect(page.parameters).toEqual({ path: 'returns/portal-nord', brand: 'nord' });
		expect(JSON.stringify(portal)).toContain('"webhook/returns/portal-nord"');
	});

	it('says its own addresses in texts and links', () => {
		const note = {
			name: 'Note',
			type: 'n8n-nodes-base.stickyNote',
			parameters: { content: 'Open https://n8n.example.com/form/returns/review or form/returns/review-board.' },
		};
		const forms = named('10-service-forms');
		const [last] = forBrand({ ...forms, nodes: [...forms.nodes, note] }, 'nord', hasParameter).nodes.slice(-1);
		expect(last.parameters).toEqual({
			content: 'Open https://n8n.example.com/form/returns/review-nord or form/returns/review-board.',
		});
	});

	it('links its reviewers to its own form, which is in another template', () => {
		const message = JSON.stringify(
			forBrand(named('02-label-and-tell'), 'nord', hasParameter, returns).nodes.find(
				({ name }) => name === 'Write Message',
			),
		);
		expect(message).toContain('"form/returns/review-nord"');
		expect(message).not.toContain('"form/returns/review"');
	});

	it("is left its cases by the first shop's", () => {
		const first = besideBrands(main, ['nord', 'outlet'], hasParameter);
		expect(new Set(parameters(first, 'returnCaseTrigger', 'brands'))).toEqual(new Set(['-nord, -outlet']));
		expect(besideBrands(main, [], hasParameter)).toBe(main);
	});

	it.each(['default', '', 'two words', '-x', 'a/b'])('cannot be called "%s"', (name) => {
		expect(() => checkBrand(name)).toThrow('cannot be a brand');
	});
});
