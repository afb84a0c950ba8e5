//! Questions, the most contested first.

use crate::app::{App, Failure};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use sayso_ledger::{QuestionFilter, QuestionOrder, QuestionRow};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    questions: Vec<QuestionRow>,
}

pub async fn home(State(app): State<App>) -> Result<Html<String>, Failure> {
    let questions = app
        .ask(|ledger| {
            let filter = QuestionFilter {
                answers: 2,
                ..QuestionFilter::default()
            };
            Ok(ledger.find_questions(&filter, QuestionOrder::Conflict, 50)?)
        })
        .await?;
    let page = Home { questions };
    page.render().map(Html).map_err(|_| Failure::defect())
}
