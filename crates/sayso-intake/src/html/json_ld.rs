//! What a page says of itself in JSON-LD, by schema.org's words, in the forms that sites give it: one object, lists, `@graph`.

use serde_json::{Map, Value};

/// How many objects of a page are looked at.
const MOST: usize = 2_000;

/// What the article's object says; words as written there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct JsonLd {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub outlet: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    /// The article's text, where the site gives it.
    pub body: Option<String>,
}

type Object = Map<String, Value>;

impl JsonLd {
    /// Out of the JSON-LD blocks of a page, in its order; blocks that are no JSON are passed over.
    pub fn read(blocks: &[String]) -> Self {
        let values: Vec<Value> = blocks.iter().filter_map(|b| parse(b)).collect();
        let objects = objects(&values);
        let named = |name: &[&str]| {
            objects
                .iter()
                .copied()
                .find(|o| types(o).any(|t| name.contains(&t)))
        };
        let article = objects
            .iter()
            .copied()
            .filter(|o| types(o).any(is_article))
            .max_by_key(|o| (o.contains_key("headline"), o.contains_key("datePublished")))
            .and_then(|best| {
                let rank =
                    |o: &Object| (o.contains_key("headline"), o.contains_key("datePublished"));
                // The first of equals: what follows may be a list of other stories.
                objects
                    .iter()
                    .copied()
                    .find(|o| types(o).any(is_article) && rank(o) == rank(best))
            });
        let page = named(&["WebPage", "ItemPage"]);
        let site = named(&["NewsMediaOrganization", "WebSite", "Organization"]);
        let of = |o: Option<&Object>, key: &str| o.and_then(|o| o.get(key)).and_then(words);
        JsonLd {
            title: of(article, "headline").or_else(|| of(article, "name")),
            byline: ["author", "creator"]
                .iter()
                .find_map(|key| names(article?.get(*key)?, &objects)),
            outlet: article
                .and_then(|a| names(a.get("publisher")?, &objects))
                .or_else(|| of(site, "name")),
            language: of(article, "inLanguage").or_else(|| of(page, "inLanguage")),
            url: article.and_then(|a| {
                let page = a.get("mainEntityOfPage").and_then(address);
                page.or_else(|| a.get("url").and_then(address))
            }),
            published: ["datePublished", "dateCreated", "uploadDate"]
                .iter()
                .find_map(|key| of(article, key))
                .or_else(|| of(page, "datePublished")),
            body: of(article, "articleBody"),
        }
    }
}

/// A block as JSON, with the faults mended that sites make: comment marks around it and raw line breaks in strings.
fn parse(block: &str) -> Option<Value> {
    let block = block.trim();
    let block = block.strip_prefix("<!--").unwrap_or(block);
    let block = block.strip_suffix("-->").unwrap_or(block);
    let block = block.trim().trim_start_matches("//").trim();
    let block = block.strip_prefix("<![CDATA[").unwrap_or(block);
    let block = block.strip_suffix("]]>").unwrap_or(block);
    let block = block.trim_end_matches("//").trim().trim_end_matches(';');
    serde_json::from_str(block).ok().or_else(|| {
        let spaced: String = block
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        serde_json::from_str(&spaced).ok()
    })
}

/// The objects of lists and graphs, in order, with those of which the page says that they are what it is about.
fn objects(values: &[Value]) -> Vec<&Object> {
    let mut out = Vec::new();
    let mut left: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items.iter().rev()),
            Value::Object(object) if out.len() < MOST => {
                out.push(object);
                for key in ["mainEntityOfPage", "mainEntity", "@graph"] {
                    left.extend(object.get(key));
                }
            }
            _ => {}
        }
    }
    out
}

fn types(object: &Object) -> impl Iterator<Item = &str> {
    let types = object.get("@type");
    let list = types.and_then(Value::as_array).map(Vec::as_slice);
    types
        .and_then(Value::as_str)
        .into_iter()
        .chain(list.unwrap_or_default().iter().filter_map(Value::as_str))
        .map(|t| t.rsplit(['/', ':']).next().unwrap_or(t))
}

fn is_article(name: &str) -> bool {
    name.ends_with("Article")
        || name.ends_with("BlogPosting")
        || matches!(name, "Report" | "SocialMediaPosting")
}

/// A string that says something, or the first of a list.
fn words(value: &Value) -> Option<String> {
    let value = value.as_array().map_or(Some(value), |list| list.first())?;
    let words = match value {
        Value::String(words) => words,
        Value::Object(object) => object
            .get("name")
            .or_else(|| object.get("@value"))?
            .as_str()?,
        _ => return None,
    };
    Some(words.trim().to_owned()).filter(|w| !w.is_empty())
}

/// The names of a person or body, or of several; one that only has an `@id` is looked up.
fn names(value: &Value, objects: &[&Object]) -> Option<String> {
    let list = match value {
        Value::Array(list) => list.iter().take(12).collect(),
        one => vec![one],
    };
    let mut names: Vec<String> = Vec::new();
    for one in list {
        let id = one.get("@id").and_then(Value::as_str);
        let known = words(one).or_else(|| {
            let object = objects
                .iter()
                .find(|o| o.get("@id").and_then(Value::as_str) == id && o.contains_key("name"));
            id.and(object).and_then(|o| words(o.get("name")?))
        });
        names.extend(known.filter(|name| !names.contains(name)));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn address(value: &Value) -> Option<String> {
    let words = match value {
        Value::Object(object) => object.get("@id").or_else(|| object.get("url"))?.as_str()?,
        value => value.as_str()?,
    };
    Some(words.to_owned()).filter(|w| w.starts_with("http"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: &str) -> JsonLd {
        JsonLd::read(&[block.to_owned()])
    }

    #[test]
    fn forms_of_it() {
        let article = r#"{"@type": ["NewsArticle"], "headline": "Bridge falls", "datePublished": "2031-10-07",
            "author": [{"@type": "Person", "name": "Ada Venn"}, {"name": "Bo Lund"}], "publisher": {"name": "Ostrel Daily"},
            "mainEntityOfPage": {"@id": "https://ostrel.example/bridge"}, "articleBody": "It fell."}"#;
        let own = |s: &str| Some(s.to_owned());
        for block in [
            article.to_owned(),
            format!("[{{\"@type\": \"BreadcrumbList\"}}, {article}]"),
            format!(
                "{{\"@context\": \"https://schema.org\", \"@graph\": [{{\"@type\": \"WebPage\"}}, {article}]}}"
            ),
            format!("<!-- {article} -->"),
            format!("//<![CDATA[\n{article}\n//]]>"),
        ] {
            let found = read(&block);
            assert_eq!(found.title, own("Bridge falls"), "{block}");
            assert_eq!(found.byline, own("Ada Venn, Bo Lund"));
            assert_eq!(found.outlet, own("Ostrel Daily"));
            assert_eq!(found.url, own("https://ostrel.example/bridge"));
            assert_eq!(found.published, own("2031-10-07"));
        }
    }

    #[test]
    fn names_by_reference() {
        let found = read(
            r##"{"@graph": [{"@type": "Article", "headline": "Bridge falls", "author": {"@id": "#a"}, "publisher": {"@id": "#o"}},
            {"@type": "Person", "@id": "#a", "name": "Ada Venn"}, {"@type": "Organization", "@id": "#o", "name": "Ostrel Daily"}]}"##,
        );
        assert_eq!(found.byline.as_deref(), Some("Ada Venn"));
        assert_eq!(found.outlet.as_deref(), Some("Ostrel Daily"));
    }

    #[test]
    fn first_article_of_a_page_and_bad_blocks() {
        let blocks = [
            "{ not json".to_owned(),
            "[".repeat(100_000),
            r#"{"@type": "NewsArticle", "headline": "Bridge
 falls"}"#
                .to_owned(),
            r#"{"@type": "NewsArticle", "headline": "Ferry line closes"}"#.to_owned(),
            r#"{"@type": "NewsArticle", "author": 5, "publisher": [], "datePublished": null}"#
                .to_owned(),
        ];
        let found = JsonLd::read(&blocks);
        assert_eq!(found.title.as_deref(), Some("Bridge  falls"));
        assert_eq!((found.byline, found.published), (None, None));
    }
}
