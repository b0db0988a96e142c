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
        mod docker {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $body() {
                    let test = concat!(module_path!(), "::", stringify!($body));
                    if let Some(bench) = crate::engine::Bench::on_docker(test).await {
                        super::$body(bench).await;
                    }
                }
            )+
        }
    };
}
pub(super) use on_every_engine;

/// The same on a cluster that was there before, which is one of the local engine's.
macro_rules! on_a_cluster_that_is_there {
    ($($body:ident),+ $(,)?) => {
        mod external {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $body() {
                    let theirs = crate::engine::Bench::new().await;
                    let cluster = theirs.cluster().await;
                    super::$body(crate::engine::Bench::visiting(&cluster.bootstrap()).await).await;
                }
            )+
        }
    };
}
pub(super) use on_a_cluster_that_is_there;
