import { readTemplates } from '../../workflows/importer';

/* Every way in is judged by the same policy: the published one that the settings of the brand name. */

interface Parameters {
	operation?: string;
	policyJson?: string;
	ruleBook?: object;
}
const judging = readTemplates([]).flatMap(({ key, nodes }) =>
	nodes
		.filter(({ parameters }) => (parameters as Parameters).operation === 'evaluate')
		.map(({ name, parameters }) => ({ key: key!, name, ...(parameters as Parameters) })),
);
/** Those that have rules of their own written in the node, and the one that has no case store. */
const ownRules = ['00-simple-return', '50-high-value-electronics', '52-cross-border'];

it.each(judging.map((one) => [one.key, one.name, one] as const))('%s: %s', (key, _name, { policyJson, ruleBook }) => {
	if (ownRules.includes(key)) expect([policyJson, !!ruleBook]).toEqual([undefined, key !== '00-simple-return']);
	else expect([policyJson, ruleBook]).toEqual(['={{ $json.policyVersion }}', undefined]);
});
