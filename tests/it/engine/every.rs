//! One body, run on every engine that there is.

/// Makes of each function, which takes a [`super::Bench`], one test an engine.
macro_rules! on_every_engine {
    ($($body:ident),+ $(,)?) => {
        mod local {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $body() {
                    super::$body(crate::engine::Bench::new().await).await;
                }
            )+
        }
    };
}
pub(super) use on_every_engine;
