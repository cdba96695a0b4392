import { languages, type Customer, type Language, type Settings } from '../../shared/model';

/** Countries in which nearly everybody reads a language, the largest first. Of the others (Switzerland, Belgium, …) the order or the brand says it. */
export const countriesOf: Record<Language, string[]> = {
	en: ['US', 'GB', 'AU', 'IE', 'NZ'],
	de: ['DE', 'AT', 'LI'],
	fr: ['FR', 'MC'],
	es: ['ES', 'MX', 'AR', 'CL', 'CO', 'PE', 'UY', 'EC', 'CR', 'PA'],
	it: ['IT', 'SM', 'VA'],
	nl: ['NL'],
};

/**
 * In which language a customer is written: the one they ordered in, else the one of their country, else the brand's. One that the package does not
 * speak is the brand's.
 */
export function languageOf(
	customer: Pick<Customer, 'language' | 'address'> | undefined,
	settings: Pick<Settings, 'messages'>,
): Language {
	const brands = settings.messages?.language ?? 'en';
	if (customer?.language) return languages.find((one) => one === tagOf(customer.language!)) ?? brands;
	const country = customer?.address?.country.toUpperCase();
	return languages.find((one) => country && countriesOf[one].includes(country)) ?? brands;
}

/** `de` of `de-CH`, `de_CH` and `DE`. */
function tagOf(language: string): string {
	return language.trim().toLowerCase().split(/[-_]/)[0];
}
