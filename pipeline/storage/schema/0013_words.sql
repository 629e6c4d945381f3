-- Searching items by words in a second, however many there are: which rows hold a word that contains what is looked for.
-- The expression is the one of `pipeline.views.console.finding`: letters folded, so that neither case nor Turkish
-- letters matter.
ALTER TABLE insights ADD INDEX IF NOT EXISTS by_words
    lower(translateUTF8(concat(ifNull(title, ''), ' ', text), 'ıİIçÇğĞöÖşŞüÜâÂîÎûÛáàäéèêëíìïóòôúùñ', 'iiiccggoossuuaaiiuuaaaeeeeiiiooouun'))
    TYPE text(tokenizer = splitByNonAlpha);

ALTER TABLE insights MATERIALIZE INDEX by_words;
