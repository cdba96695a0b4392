import { format, money, PolicySettings, type Policy } from '../../model';
import { titled, type RuleField } from '../ruleField';
import { fieldsOfSection, ruleSections } from '../ruleFields';
import { settingTitles } from '../settingTitles';

/** A field of a rule or of the settings that has a value, as people read it. */
export interface Said {
	label: string;
	value: string;
}

/** Every setting of a policy that says something. */
export function sayingsOfSettings(policy: Policy): Said[] {
	return (Object.keys(PolicySettings.shape) as Array<keyof PolicySettings>).flatMap((name) => {
		const [label, value] = [settingTitles[name], policy[name]];
		if (value === undefined) return [];
		const isMoney = name === 'reviewAbove' || name === 'returnFee';
		if (isMoney) return [{ label, value: amountOf(value as number, policy.currency) }];
		if (name === 'restockingFeeBasisPoints') return [{ label, value: percentOf(value as number) }];
		if (name === 'deductions')
			return Object.entries(value as object).map(([what, takes]) => ({
				label: `${label}: ${what}`,
				value: String(takes),
			}));
		return [{ label, value: textOf(value) }];
	});
}

/** Every field of a rule that says something, without its name. */
export function sayingsOfRule(kind: string, row: Record<string, unknown>, currency: string | undefined): Said[] {
	const section = ruleSections.find(({ name }) => name === kind)!;
	return fieldsOfSection(section).flatMap((field) => {
		const value = row[field.name];
		return field.name === 'name' || value === undefined
			? []
			: [{ label: field.label, value: say(field, value, row, currency) }];
	});
}

function say(field: RuleField, value: unknown, row: Record<string, unknown>, currency: string | undefined): string {
	switch (field.kind) {
		case 'percent':
			return percentOf(value as number);
		case 'amount':
			return isCounted(field.name, row) ? String(value) : amountOf(value as number, currency);
		case 'choice':
			return titled(value as string);
		case 'choices':
			return (value as string[]).map(titled).join(', ');
		default:
			return textOf(value);
	}
}

/** What a limit allows, and how far a sign of abuse goes, is a number unless money is counted. */
function isCounted(name: string, { measure, signal }: Record<string, unknown>): boolean {
	if (name === 'most') return measure !== 'value';
	return (name === 'upTo' || name === 'full') && signal !== 'returned_value';
}

function amountOf(amount: number, currency: string | undefined): string {
	return currency ? format(money(amount, currency)) : `${amount} minor units`;
}

function percentOf(basisPoints: number): string {
	return `${basisPoints / 100} %`;
}

function textOf(value: unknown): string {
	if (Array.isArray(value)) return value.join(', ');
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	return String(value);
}
