//! The OpenAPI file, and a page that shows it.

use super::DOCUMENT;
use crate::failure::Failure;
use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

/// The OpenAPI file.
pub async fn document() -> Result<Response, Failure> {
    let json = DOCUMENT.to_json().map_err(|_| Failure::defect())?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage {
    about: String,
    parts: Vec<Part>,
    schemas: Vec<Schema>,
}

/// Operations of one tag.
struct Part {
    name: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    more: String,
    fields: Vec<Field>,
    sent: Option<Type>,
    given: Vec<Given>,
    /// Whether a browser can ask it with nothing but a form.
    asks: bool,
}

/// A parameter, or a property of a schema.
struct Field {
    name: String,
    place: String,
    kind: Type,
    required: bool,
    about: String,
}

struct Given {
    status: String,
    about: String,
    kind: Type,
}

/// A type in words; the schema that it names, if it does.
struct Type {
    words: String,
    schema: String,
}

struct Schema {
    name: String,
    about: String,
    fields: Vec<Field>,
    kind: Type,
}

/// `GET /api`.
pub async fn page() -> Result<Html<String>, Failure> {
    let document = serde_json::to_value(&*DOCUMENT).map_err(|_| Failure::defect())?;
    let page = ApiPage {
        about: text(&document["info"]["description"]),
        parts: parts(&document),
        schemas: schemas(&document),
    };
    page.render().map(Html).map_err(|_| Failure::defect())
}

fn parts(document: &Value) -> Vec<Part> {
    let mut parts: Vec<Part> = [
        "ledger",
        "questions",
        "claims",
        "evidence",
        "reports",
        "actors",
        "decisions",
        "queue",
        "follow",
    ]
    .map(|name| Part {
        name: name.to_owned(),
        operations: Vec::new(),
    })
    .into();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, of) in methods.as_object().into_iter().flatten() {
            let tag = text(&of["tags"][0]);
            if let Some(part) = parts.iter_mut().find(|p| p.name == tag) {
                part.operations.push(operation(method, path, of));
            }
        }
    }
    parts
}

fn operation(method: &str, path: &str, of: &Value) -> Operation {
    let fields: Vec<Field> = of["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| Field {
            name: text(&p["name"]),
            place: text(&p["in"]),
            kind: kind(&p["schema"]),
            required: p["required"] == true,
            about: text(&p["description"]),
        })
        .collect();
    let responses = of["responses"].as_object().into_iter().flatten();
    let body = |of: &Value| {
        let kinds = of["content"].as_object().into_iter().flatten();
        kinds.map(|(_, k)| kind(&k["schema"])).next()
    };
    let given = responses
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(status, r)| Given {
            status: status.clone(),
            about: text(&r["description"]),
            kind: body(r).unwrap_or(Type {
                words: String::new(),
                schema: String::new(),
            }),
        });
    Operation {
        id: text(&of["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&of["summary"]),
        more: text(&of["description"]),
        given: given.collect(),
        sent: body(&of["requestBody"]),
        asks: method == "get" && fields.iter().all(|f| f.place == "query"),
        fields,
    }
}

fn schemas(document: &Value) -> Vec<Schema> {
    let all = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten();
    let schema = |(name, of): (&String, &Value)| Schema {
        name: name.clone(),
        about: text(&of["description"]),
        fields: properties(of),
        kind: kind(of),
    };
    all.map(schema).collect()
}

fn properties(of: &Value) -> Vec<Field> {
    let required: Vec<&str> = of["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let own = of["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, p)| Field {
            name: name.clone(),
            place: String::new(),
            kind: kind(p),
            required: required.contains(&name.as_str()),
            about: text(&p["description"]),
        });
    let parts = of["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(properties)).collect()
}

/// What a schema says, in a few words.
fn kind(schema: &Value) -> Type {
    let plain = |words: String| Type {
        words,
        schema: String::new(),
    };
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return Type {
            words: name.to_owned(),
            schema: name.to_owned(),
        };
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        return plain(values.join(" | "));
    }
    for one in ["oneOf", "anyOf", "allOf"] {
        if let Some(all) = schema[one].as_array() {
            let mut kinds = all.iter().map(kind).filter(|k| k.words != "null");
            let Some(mut first) = kinds.next() else {
                continue;
            };
            let sign = if one == "allOf" { " & " } else { " | " };
            kinds.for_each(|k| first.words = format!("{}{sign}{}", first.words, k.words));
            return first;
        }
    }
    let words = match &schema["type"] {
        Value::String(one) => one.clone(),
        Value::Array(all) => {
            let all: Vec<&str> = all
                .iter()
                .filter_map(Value::as_str)
                .filter(|t| *t != "null")
                .collect();
            all.join(" | ")
        }
        _ => "any".to_owned(),
    };
    if words == "array" {
        let of = kind(&schema["items"]);
        return Type {
            words: format!("list of {}", of.words),
            schema: of.schema,
        };
    }
    plain(words)
}

fn text(of: &Value) -> String {
    of.as_str().unwrap_or_default().to_owned()
}
