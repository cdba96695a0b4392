import { languages, type Language } from '../../shared/model';

/** In which language somebody is shown the pages: the one they chose, the first that their browser asks for, else the brand's. Pure. */
export function languageOf(
	chosen: string | undefined,
	accepted: string | undefined,
	brands: Language | undefined,
): Language {
	const wishes = [chosen ?? '', ...(accepted ?? '').split(',').sort((a, b) => weightOf(b) - weightOf(a)), brands ?? ''];
	const codes = wishes.map((wish) => wish.split(';')[0].trim().toLowerCase().split(/[-_]/)[0]);
	return codes.flatMap((code) => languages.find((one) => one === code) ?? [])[0] ?? 'en';
}

/** Of an entry of Accept-Language, `de;q=0.8`. */
function weightOf(wish: string): number {
	const [, weight] = /;\s*q=([\d.]+)/.exec(wish) ?? [];
	return weight === undefined ? 1 : Number(weight) || 0;
}
